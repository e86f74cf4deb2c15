/// One message spoken over one line, up to the point where its fate is known (RFC 5321 3.3).
///
/// The order of events decides everything: until the first byte of the body leaves, any failure is
/// the provider's and another line may be tried; until the final dot leaves, the message is surely
/// not accepted; after it, only the server's answer tells.
struct SMTPTransaction {
  /// How it ended, and what that means for the line.
  enum End {
    /// The fate is known; the line can carry the next message or not.
    case settled(SMTPOutcome, lineLives: Bool)
    /// The line is gone before the body; `orElse` is the outcome unless another line is tried.
    case lineLost(orElse: SMTPOutcome)
  }

  private enum Stage { case sender, recipient, data }

  let letter: SMTPLetter
  let line: SMTPLine
  let deadline: ContinuousClock.Instant

  func run(beforeData: () -> Bool) -> End {
    do {
      if let refusal = try openEnvelope() { return try settle(refusal) }
      let answer = try ask("DATA")
      if answer.code != 354 { return try settle((answer, .data)) }
    } catch {
      return .lineLost(orElse: .providerFailed(reason: error.reason, kind: error.kind))
    }
    // Now the server waits for the body. Without the final dot there is no message, so going away
    // is the way to change one's mind.
    guard beforeData() else { return .settled(.withdrawn, lineLives: false) }
    return handOver()
  }

  /// MAIL and RCPT, in one go where the server can (RFC 2920). All recipients must be welcome:
  /// the first refusal counts for the whole message.
  private func openEnvelope() throws(SMTPLineFailure) -> (SMTPReply, Stage)? {
    let commands = letter.commands(for: line.hello.extensions)
    let pipelining = line.hello.extensions.contains("PIPELINING")
    if pipelining { try say(commands) }
    var refusal: (SMTPReply, Stage)?
    for (index, command) in commands.enumerated() {
      if !pipelining { try say([command]) }
      let answer = try line.reply(by: deadline)
      if !answer.isPositive && refusal == nil {
        refusal = (answer, index == 0 ? .sender : .recipient)
        if !pipelining || answer.code == 421 { break }
      }
    }
    return refusal
  }

  /// What a refusal before the body means, and RSET, so that the line can go on.
  private func settle(_ refusal: (answer: SMTPReply, stage: Stage)) throws(SMTPLineFailure) -> End {
    let outcome = Self.outcome(of: refusal.answer, at: refusal.stage)
    if refusal.answer.code == 421 { return .lineLost(orElse: outcome) }
    guard refusal.answer.isTransient || refusal.answer.isPermanent else {
      return .lineLost(orElse: outcome)
    }
    let isReset = (try? ask("RSET").isPositive) ?? false
    return .settled(outcome, lineLives: isReset)
  }

  private static func outcome(of answer: SMTPReply, at stage: Stage) -> SMTPOutcome {
    switch (answer.code, stage) {
    case (421, .sender): .providerFailed(reason: answer.line, kind: .connection)
    case (530, _), (534, _), (535, _), (538, _), (454, .sender):
      .providerFailed(reason: answer.line, kind: .login)
    case (400...599, _):
      .refused(code: answer.code, answer: answer.text, permanent: answer.isPermanent)
    default:
      .providerFailed(reason: SMTPLineFailure.garbled(answer.line).reason, kind: .connection)
    }
  }

  private func handOver() -> End {
    do {
      try line.write(letter.data, by: deadline)
    } catch {
      // The dot did not leave. The message pays the attempt: were it free, a message that makes
      // servers hang up would be tried for ever and keep its provider paused.
      let answer = "4.4.2 broke off in the middle of the message: \(error.reason)"
      return .settled(.refused(code: 451, answer: answer, permanent: false), lineLives: false)
    }
    do {
      let answer = try line.reply(by: deadline)
      let outcome = Self.verdict(answer)
      return .settled(outcome, lineLives: answer.code != 421 && answer.code / 100 != 3)
    } catch {
      let reason = "the message was handed over, then \(error.reason)"
      return .settled(.unknown(reason: reason), lineLives: false)
    }
  }

  private static func verdict(_ answer: SMTPReply) -> SMTPOutcome {
    switch answer.code / 100 {
    case 2: .accepted(code: answer.code, answer: answer.text)
    case 4: .refused(code: answer.code, answer: answer.text, permanent: false)
    case 5: .refused(code: answer.code, answer: answer.text, permanent: true)
    default: .unknown(reason: "the message was handed over, the answer was \(answer.line)")
    }
  }

  private func ask(_ command: String) throws(SMTPLineFailure) -> SMTPReply {
    try say([command])
    return try line.reply(by: deadline)
  }

  private func say(_ commands: [String]) throws(SMTPLineFailure) {
    try line.write(commands.flatMap { Array($0.utf8) + [0x0D, 0x0A] }, by: deadline)
  }
}
