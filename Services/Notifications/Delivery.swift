import Engine
import Models
import Store
import Wire

/// The courier: messages whose turn has come go out, one at a time a worker.
///
/// A message is decided about once more right before the provider could accept it. After that
/// moment, silence means that nobody knows.
struct Delivery: Courier {
  static let name = "mail"
  /// How often one claim looks for other letters after a batch that none can be sent of.
  static let mostBatches = 32

  struct Job: Sendable {
    let letter: Letter
    let sender: Sender
    let tracking: Tracking
  }

  let composition: Composition
  let outbound: any Outbound

  var name: String { Self.name }
  var workers: Int { 8 }

  // MARK: In the loop

  func claim(_ limit: Int, _ context: Context) throws -> [Job] {
    guard try Providers.isActive(outbound.provider, context.tx) else { return [] }
    for _ in 0..<Self.mostBatches {
      let letters = try Ledger.claim(limit, context)
      let jobs = try letters.compactMap { try job(for: $0, context) }
      if !jobs.isEmpty || letters.count < limit { return jobs }
    }
    // Nothing claimed means nothing waits; here the rest is left to a transaction of its own.
    context.wake(name)
    return []
  }

  /// What a worker needs to know; nil, and the letter failed, when its sender has gone meanwhile.
  private func job(for letter: Letter, _ context: Context) throws -> Job? {
    do {
      return Job(
        letter: letter, sender: try Consideration.sender(of: letter, context.tx),
        tracking: try Audience.tracking(of: letter.topic, context.tx))
    } catch let flaw as Unwritable {
      var letter = letter
      context.carryOn(letter.origin)
      try Fates.fail(&letter, flaw.reason, context)
      return nil
    }
  }

  func handOver(_ job: Job, _ context: Context) throws -> Bool {
    guard var letter = try Ledger.find(job.letter.id, context.tx), letter.status == .claimed else {
      return false
    }
    context.carryOn(letter.origin)
    guard try Providers.isActive(outbound.provider, context.tx) else {
      try Fates.plan(&letter, context)
      return false
    }
    guard try Consideration.decide(&letter, from: job.sender, context) == .send else {
      return false
    }
    (letter.status, letter.handedOver) = (.handingOver, context.now)
    try Ledger.keep(letter, context)
    return true
  }

  func settle(_ job: Job, _ outcome: Delivered, _ context: Context) throws {
    guard var letter = try Ledger.find(job.letter.id, context.tx),
      letter.status == .claimed || letter.status == .handingOver
    else { return }
    context.carryOn(letter.origin)
    try note(outcome, of: letter, context)
    switch outcome {
    case .accepted(let answer):
      try Providers.succeeded(outbound.provider, context.tx)
      try Fates.accept(&letter, by: outbound.provider, answer, context)
    case .captured: try Fates.capture(&letter, context)
    case .refused(let answer, permanent: false): try tryAgain(&letter, answer, context)
    case .refused(let answer, permanent: true): try refuse(&letter, answer, context)
    case .providerFailed(let reason):
      try Providers.failed(outbound.provider, reason, context)
      try Fates.plan(&letter, context)
    case .unknown(let reason): try lose(&letter, reason, context)
    case .unsendable(let reason): try Fates.fail(&letter, reason, context)
    case .withdrawn: try Fates.plan(&letter, context)
    }
  }

  private func note(_ outcome: Delivered, of letter: Letter, _ context: Context) throws {
    let line: (outcome: MessageAttempt.Outcome, answer: String?)? =
      switch outcome {
      case .accepted(let answer): (.accepted, answer)
      case .captured: (.captured, nil)
      case .refused(let answer, _): (.refused, answer)
      case .providerFailed(let reason): (.providerFailed, reason)
      case .unknown(let reason): (.unknown, reason)
      case .unsendable(let reason): (.unsendable, reason)
      case .withdrawn: nil
      }
    guard let line else { return }
    try Ledger.note(
      MessageAttempt(
        at: context.now, provider: outbound.provider, outcome: line.outcome, answer: line.answer),
      of: letter, context.tx)
  }

  private func tryAgain(_ letter: inout Letter, _ answer: String, _ context: Context) throws {
    letter.attempts += 1
    guard letter.attempts < BackOff.mostAttempts else {
      return try Fates.fail(
        &letter, "refused \(letter.attempts) times, at last: \(answer)", context)
    }
    let pause = BackOff.message(after: letter.attempts, jitter: .drawn(from: context))
    let reason = Reason(rule: "recipient", verdict: .defer, because: answer)
    try Fates.delay(&letter, until: context.now + pause, [reason], isNews: true, context)
  }

  private func refuse(_ letter: inout Letter, _ answer: String, _ context: Context) throws {
    letter.attempts += 1
    guard Bounces.judge(answer).condemnsAddress else {
      return try Fates.fail(&letter, answer, context)
    }
    try Fates.bounce(&letter, permanent: true, answer, context)
    try Messages.condemn(letter, scope: .all, reason: .hardBounce, context)
  }

  private func lose(_ letter: inout Letter, _ reason: String, _ context: Context) throws {
    try Fates.lose(&letter, reason, context)
    letter.attempts += 1
    guard letter.request.class == .transactional, letter.attempts < BackOff.mostAttempts else {
      return try Ledger.keep(letter, context)
    }
    let pause = BackOff.message(after: letter.attempts, jitter: .drawn(from: context))
    try Fates.delay(&letter, until: context.now + pause, [], isNews: false, context)
  }

  func word(for outcome: Delivered) -> String {
    switch outcome {
    case .accepted: "accepted"
    case .captured: "captured"
    case .refused(_, permanent: true): "refused"
    case .refused(_, permanent: false): "delayed"
    case .providerFailed: "providerFailed"
    case .unknown: "unknown"
    case .unsendable: "unsendable"
    case .withdrawn: "withdrawn"
    }
  }

  func recover(_ context: Context) throws {
    for var letter in try Ledger.all(in: [.claimed], limit: 1_000, context.tx) {
      try Fates.plan(&letter, context)
    }
    for var letter in try Ledger.all(in: [.handingOver], limit: 1_000, context.tx) {
      context.carryOn(letter.origin)
      let reason = "the service ended while the message was handed over"
      try note(.unknown(reason: reason), of: letter, context)
      try lose(&letter, reason, context)
    }
  }

  // MARK: On a worker's thread

  func makeWorker() -> any OutboundLine {
    outbound.open()
  }

  func deliver(
    _ job: Job, with worker: any OutboundLine, pointOfNoReturn: () -> Bool
  ) -> Delivered {
    do {
      let parcel = try composition.compose(job.letter, from: job.sender, job.tracking)
      return worker.send(parcel, pointOfNoReturn: pointOfNoReturn)
    } catch {
      return .unsendable(reason: (error as? Unwritable)?.reason ?? "\(error)")
    }
  }
}
