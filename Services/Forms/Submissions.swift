import Engine
import Models
import Store
import Wire

/// The front door: what people send in.
///
/// Whoever fills in a form need not be who they say they are. Until a click proves it, a submission
/// makes a contact that is not known yet, and adds nothing to one that is.
enum Submissions {
  static let answers: [Answers] = [.command(FormsAPI.Submit.self, submit)]
  static let times: [Timing] = [.when(expiry, expire)]

  /// How long a confirmation is waited for.
  static let patience = Period.days(7)
  /// How many confirmations one address gets within a day; more are held back, because somebody may
  /// be typing a stranger's address again and again.
  static let mailsPerDay = 3

  static let expiry = TimerName<SubmissionID>("submission.expire")

  static func submit(
    _ params: FormsAPI.Submit.Params, _ context: Context
  ) throws -> FormsAPI.Submit.Result {
    let form = try Forms.filledIn(params.form, version: params.formVersion, context.tx)
    let filled = try check(params, form, context.tx)
    var arrival = Arrival(
      id: context.newID(), filled: filled, topics: unique(params.consents ?? []),
      language: params.language, source: params.context)
    arrival.contact = try contact(of: arrival, context)
    let outcome: SubmissionOutcome
    switch form.kind {
    case .doubleOptIn: outcome = try askToConfirm(arrival, context)
    case .singleOptIn, .survey: outcome = try accept(arrival, .accepted, context)
    case .ticket: outcome = try accept(arrival, .ticketRequested, context)
    case .other:
      throw ServiceError.rejected("The form \(form.key) is of a kind that a newer release takes.")
    }
    return FormsAPI.Submit.Result(
      submission: arrival.id, outcome: outcome,
      contact: context.caller.isTrusted ? arrival.contact : nil, thankYou: form.thankYou)
  }

  /// What came in, once it is checked.
  private struct Arrival {
    let id: SubmissionID
    let filled: FilledForm
    let topics: [Slug]
    let language: String?
    let source: SubmissionContext?
    var contact: ContactID?

    var form: Form { filled.form }
  }

  private static func unique(_ topics: [Slug]) -> [Slug] {
    topics.enumerated().filter { topics.firstIndex(of: $0.element) == $0.offset }.map(\.element)
  }

  private static func check(
    _ params: FormsAPI.Submit.Params, _ form: Form, _ tx: Transaction
  ) throws -> FilledForm {
    let (values, flaws) = FieldRules.check(params.values, against: form.fields)
    let filled = FilledForm(form: form, values: values)
    let violations =
      flaws
      + consents(
        params.consents ?? [], filled, try Topics.existing(params.consents ?? [], tx),
        hasFlaws: !flaws.isEmpty)
      + TextRules.language(params.language, at: "/language") + TextRules.context(params.context)
    guard violations.isEmpty else { throw ServiceError.invalid(violations) }
    return filled
  }

  /// What is agreed to must be on the form, still be a topic, and be agreed to by somebody.
  static func consents(
    _ topics: [Slug], _ filled: FilledForm, _ existing: Set<Slug>, hasFlaws: Bool
  ) -> [Violation] {
    let offered = Set(filled.form.consents.map(\.topic)).intersection(existing)
    var violations = topics.enumerated().filter { !offered.contains($0.element) }.map {
      Violation(
        path: "/consents/\($0.offset)", rule: "topic", message: "is not on this form")
    }
    // An address that is there and wrong has its own violation.
    let isAddressAsked = filled.form.fields.contains { $0.type == .email || $0.type == .phone }
    if !topics.isEmpty, filled.identities.isEmpty, !(isAddressAsked && hasFlaws) {
      violations.append(
        Violation(path: "/consents", rule: "address", message: "need an address to be given for"))
    }
    return violations
  }

  /// Who sent it in: whoever has the mail address, or the number where no address was given;
  /// somebody new if nobody has. What belongs to somebody else beside it stays theirs.
  private static func contact(of arrival: Arrival, _ context: Context) throws -> ContactID? {
    let filled = arrival.filled
    let isProvedByClick = filled.form.kind == .doubleOptIn
    var facts = filled.facts(language: arrival.language)
    guard let first = filled.identities.first else { return nil }
    if let contact = try People.find(holding: first, context.tx) {
      guard context.caller.isTrusted, !isProvedByClick else { return contact.id }
      facts.identities = []
      return try People.learn(facts, about: contact, overwriting: false, context).id
    }
    if isProvedByClick {
      facts.identities = [first]
      facts.attributes = [:]
    } else {
      facts.identities = try Identities.unowned(filled.identities, context.tx)
    }
    return try People.create(facts, context).id
  }

  private static func accept(
    _ arrival: Arrival, _ outcome: SubmissionOutcome, _ context: Context
  ) throws -> SubmissionOutcome {
    try kept(arrival, .accepted, context).insert(context.tx)
    try tell(arrival, outcome, context)
    guard let contact = arrival.contact else { return outcome }
    let held = try Subscriptions.subscribed(contact, to: arrival.topics, context.tx)
    for topic in arrival.topics where !held.contains(topic) {
      _ = try Consents.grant(
        Consents.Grant(
          contact: contact, topic: topic, wording: arrival.filled.wording(of: topic),
          at: context.now, origin: .form, proof: ConsentProof(arrival.source, on: arrival.form.key),
          form: (arrival.form.key, arrival.form.version, arrival.id)),
        context)
    }
    return outcome
  }

  /// Asks for the click, unless there is nothing left to confirm or the address has had enough mail.
  /// A browser is told the same in every case: it must not learn who is subscribed.
  private static func askToConfirm(
    _ arrival: Arrival, _ context: Context
  ) throws -> SubmissionOutcome {
    guard let contact = arrival.contact, let email = arrival.filled.email else {
      preconditionFailure("a double opt-in form has a required field of type email")
    }
    let held = try Subscriptions.subscribed(contact, to: arrival.topics, context.tx)
    if !arrival.topics.isEmpty, held == arrival.topics {
      let outcome = try accept(arrival, .accepted, context)
      return context.caller.isTrusted ? outcome : .awaitingConfirmation
    }
    let address = Identity(email).value
    let sent = try Submission.mails(to: address, since: context.now - .days(1), context.tx)
    var submission = kept(arrival, .pending, context)
    submission.expiresAt = context.now + patience
    if sent < mailsPerDay { submission.mailedTo = address }
    try submission.insert(context.tx)
    for topic in arrival.topics { try Subscriptions.derive(contact, topic, context) }
    try context.schedule(
      expiry, for: submission.id.wire, at: context.now + patience, submission.id)
    try tell(arrival, .awaitingConfirmation, context)
    if sent < mailsPerDay {
      try requestMail(arrival, to: email, contact, until: context.now + patience, context)
    }
    return .awaitingConfirmation
  }

  private static func kept(
    _ arrival: Arrival, _ state: Submission.State, _ context: Context
  ) -> Submission {
    Submission(
      id: arrival.id, form: arrival.form.key, formVersion: arrival.form.version,
      contact: arrival.contact, state: state, values: arrival.filled.values,
      topics: arrival.topics, language: arrival.language, source: arrival.source,
      receivedAt: context.now)
  }

  private static func tell(
    _ arrival: Arrival, _ outcome: SubmissionOutcome, _ context: Context
  ) throws {
    let form = arrival.form
    let event = FormsEvents.SubmissionReceived(
      submission: arrival.id, form: form.key, formVersion: form.version, kind: form.kind,
      title: form.title, outcome: outcome, contact: arrival.contact,
      recipient: arrival.filled.recipient(arrival.contact), values: arrival.filled.values,
      topics: arrival.topics, queue: form.queue, language: arrival.language,
      context: arrival.source)
    guard let contact = arrival.contact else {
      return try context.emit(event, subject: arrival.id.wire)
    }
    try context.tell(event, subject: arrival.id.wire, contact: contact)
  }

  private static func requestMail(
    _ arrival: Arrival, to email: EmailAddress, _ contact: ContactID, until expiresAt: Timestamp,
    _ context: Context
  ) throws {
    try context.tell(
      FormsEvents.ConfirmationRequested(
        submission: arrival.id, contact: contact, topics: arrival.topics, expiresAt: expiresAt),
      subject: arrival.id.wire, contact: contact)
    var data: [String: JSON] = ["form": .object(["title": .string(arrival.form.title)])]
    data["name"] = arrival.filled.greeting.map(JSON.string)
    data["language"] = arrival.language.map(JSON.string)
    let message = MessageRequest(
      request: context.newID(), class: .transactional, template: "system.confirmation",
      recipient: Recipient(contact: contact, email: email, name: arrival.filled.greeting),
      dedupeKey: "confirmation:\(arrival.id)", language: arrival.language, data: .object(data),
      links: [
        LinkRequest(purpose: .confirm, subject: arrival.id.wire, expiresAt: expiresAt)
      ],
      automatic: true, validUntil: expiresAt)
    try context.tell(
      FormsEvents.MessageRequested(message: message), subject: message.request.wire,
      contact: contact)
  }

  /// Nobody clicked in time: what was filled in is forgotten.
  static func expire(_ id: SubmissionID, _ context: Context) throws -> TimerOutcome {
    guard let submission = try Submission.find(id, context.tx), submission.state == .pending
    else { return .done }
    try submission.expire(context.tx)
    if let contact = submission.contact {
      for topic in submission.topics { try Subscriptions.derive(contact, topic, context) }
    }
    return .done
  }
}

extension ConsentProof {
  /// The evidence that comes with what was sent in.
  init(_ context: SubmissionContext?, on form: Slug) {
    self.init(ip: context?.ip, source: context?.url ?? "form \(form)", agent: context?.userAgent)
  }
}
