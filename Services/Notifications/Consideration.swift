import Engine
import Models
import Store
import Wire

/// The way of a message from wish to turn: found out to whom it goes, written, decided about; again
/// whenever its time has come.
enum Consideration {
  static let due = TimerName<MessageID>("message.due")
  static let expiry = TimerName<MessageID>("message.expiry")

  static let whenDue = Timing.when(due) { id, context in
    if var letter = try Ledger.find(id, context.tx), letter.isWaiting {
      try consider(&letter, context)
    }
    return .done
  }

  static let whenExpired = Timing.when(expiry) { id, context in
    if var letter = try Ledger.find(id, context.tx), letter.isWaiting || letter.status == .held {
      try Fates.expire(&letter, context)
    }
    return .done
  }

  /// Decides about a message that nobody is handing over, and puts it where the decision says.
  static func consider(_ letter: inout Letter, _ context: Context) throws {
    // Its source knew more of the other logs than we do: what it asks for may rest on that.
    if let seen = letter.seen, !context.hasSeen(seen) {
      letter.due = context.now + patience(since: letter.created, context.now)
      try Ledger.keep(letter, context)
      return try context.schedule(
        due, for: letter.id.wire, at: letter.due ?? context.now, letter.id)
    }
    do {
      let sender = try prepare(&letter, context)
      let step = try decide(&letter, from: sender, context)
      if step == .send { try Fates.plan(&letter, context) }
    } catch let flaw as Unwritable {
      try Fates.fail(&letter, flaw.reason, context)
    }
  }

  /// Short at first, a tenth of the age later, ten seconds at most.
  private static func patience(since created: Timestamp, _ now: Timestamp) -> Period {
    .milliseconds(min(10_000, max(200, (now - created) / 10)))
  }

  /// Decides, keeps the decision, and does what it says unless it is to send.
  static func decide(
    _ letter: inout Letter, from sender: Sender, _ context: Context
  ) throws -> Step {
    let facts = try DecisionFacts(about: Matter(letter, sender: sender), in: Surroundings(context))
    let decision = Decide.decide(facts)
    let isNews =
      letter.status != .delayed || decision.deciding?.rule != letter.decision?.deciding?.rule
    letter.decision = decision
    let step = decision.step(now: context.now)
    switch step {
    case .send: break
    case .deny: try Fates.deny(&letter, decision.reasons, context)
    case .expire: try Fates.expire(&letter, context)
    case .hold: try Fates.hold(&letter, context)
    case .cancel(let because): try Fates.cancel(&letter, because, context)
    case .wait(let until):
      try Fates.delay(&letter, until: until, decision.reasons, isNews: isNews, context)
    }
    return step
  }

  /// Finds out from whom and to whom, and writes the message if it is not written yet.
  private static func prepare(_ letter: inout Letter, _ context: Context) throws -> Sender {
    try address(&letter, context.tx)
    let sender = try sender(of: letter, context.tx)
    guard letter.body == nil else { return sender }
    try write(&letter, from: sender, context)
    return sender
  }

  private static func address(_ letter: inout Letter, _ tx: Transaction) throws {
    let recipient = letter.request.recipient
    guard letter.request.channel == .email else {
      throw Unwritable("there is no provider for \(letter.request.channel.rawValue)")
    }
    if letter.contact == nil {
      let person: Person? = recipient.email.map(Person.email) ?? recipient.phone.map(Person.phone)
      letter.contact = try person.flatMap { try Audience.contact(of: $0, tx) }
    }
    if letter.address == nil {
      letter.address = try letter.contact.flatMap { try Audience.email(of: $0, tx) }
    }
    guard letter.address != nil else {
      throw Unwritable("no email address of the recipient is known")
    }
  }

  /// The sender that the request names, or its campaign, or the default one.
  static func sender(of letter: Letter, _ tx: Transaction) throws -> Sender {
    let campaign = try letter.request.campaign.flatMap { try CampaignStates.state(of: $0, tx) }
    let key = letter.request.sender ?? campaign?.sender ?? Senders.standard
    guard let sender = try Senders.find(key, tx) else {
      throw Unwritable("there is no sender \(key)")
    }
    return sender
  }

  private static func write(
    _ letter: inout Letter, from sender: Sender, _ context: Context
  ) throws {
    let request = letter.request
    let manner = try Audience.manner(of: letter.contact, context.tx)
    let language = request.language ?? manner.language
    guard let template = try Templates.choose(request.template, for: language, context.tx) else {
      throw Unwritable("there is no template \(request.template)")
    }
    try check(template, letter)
    if request.class == .marketing { letter.topic = letter.topic ?? template.topic }
    let showing = Rendering.Showing(
      data: request.data, sender: sender,
      recipient: (request.recipient.name ?? manner.name, letter.address),
      links: Links.names(of: request, isTest: letter.isTest))
    letter.body = try Rendering.write(template, showing)
    try Ledger.keepBody(of: letter, context)
  }

  /// A template keeps what it promises its readers: sent as another class, or about another topic,
  /// it would get past their consent.
  private static func check(_ template: Template, _ letter: Letter) throws {
    guard !letter.isTest else { return }
    guard template.class == letter.request.class else {
      throw Unwritable(
        "the template \(template.key) is \(template.class.rawValue), the request is \(letter.request.class.rawValue)"
      )
    }
    if template.class == .marketing, let topic = letter.request.topic, topic != template.topic {
      throw Unwritable(
        "the template \(template.key) is about \(template.topic?.wire ?? "nothing"), not about \(topic)"
      )
    }
  }
}

/// Why a message cannot be written: it fails, and can be retried once the reason is gone.
struct Unwritable: Error {
  let reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}

extension Letter {
  /// Whether it waits for a decision, its turn or a later time.
  var isWaiting: Bool { status == .planned || status == .delayed }
}
