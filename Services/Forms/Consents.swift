import Engine
import Models
import Store
import Wire

/// What people agreed to and withdrew: every line of the ledger is written, told and turned into a
/// subscription here.
enum Consents {
  static let answers: [Answers] = [
    .command(FormsAPI.RecordConsent.self, record),
    .query(FormsAPI.ListConsents.self, list),
    .query(FormsAPI.VerifyConsents.self, verify),
  ]

  static func record(
    _ params: FormsAPI.RecordConsent.Params, _ context: Context
  ) throws -> FormsAPI.RecordConsent.Result {
    let person = try params.person()
    try check(params, context)
    let contact = try People.findOrCreate(person, name: params.name, context).id
    // An old list must not bring back who has left since it was written.
    if let last = try Ledger.last(of: contact, on: params.topic, context.tx),
      last.act == .withdrawn, last.at > params.grantedAt
    {
      throw ServiceError.rejected(
        "This consent of \(params.grantedAt) was withdrawn on \(last.at).")
    }
    let id = try grant(
      Grant(
        contact: contact, topic: params.topic, basis: params.basis, wording: params.wording,
        at: params.grantedAt, origin: params.origin, proof: params.proof,
        startsJourneys: params.startJourneys ?? (params.origin != .import)),
      context)
    return FormsAPI.RecordConsent.Result(consent: id, contact: contact)
  }

  private static func check(
    _ params: FormsAPI.RecordConsent.Params, _ context: Context
  ) throws {
    var violations =
      TextRules.required(params.wording, at: "/wording", longest: 10_000)
      + TextRules.required(params.proof.source, at: "/proof/source", longest: 2_000)
      + TextRules.optional(params.proof.ip, at: "/proof/ip", longest: 2_000)
      + TextRules.optional(params.proof.agent, at: "/proof/agent", longest: 2_000)
      + TextRules.optional(params.name, at: "/name", longest: 200)
    if try Topics.find(params.topic, context.tx) == nil {
      violations.append(
        Violation(path: "/topic", rule: "topic", message: "names no topic that there is"))
    }
    if params.grantedAt > context.now {
      violations.append(
        Violation(path: "/grantedAt", rule: "past", message: "must not lie in the future"))
    }
    guard violations.isEmpty else { throw ServiceError.invalid(violations) }
  }

  /// A consent to be written down.
  struct Grant {
    var contact: ContactID
    var topic: Slug
    var basis = LawfulBasis.consent
    var wording: String
    var at: Timestamp
    var origin: ConsentOrigin
    var proof: ConsentProof
    /// What it was given on, if that was a form.
    var form: (key: Slug, version: Int, submission: SubmissionID)?
    var startsJourneys = true
  }

  static func grant(_ grant: Grant, _ context: Context) throws -> ConsentID {
    let record = ConsentRecord(
      id: context.newID(), contact: grant.contact, topic: grant.topic, act: .granted,
      basis: grant.basis, wording: grant.wording, at: grant.at, recordedAt: context.now,
      origin: grant.origin, proof: grant.proof, form: grant.form?.key,
      formVersion: grant.form?.version, submission: grant.form?.submission)
    try Ledger.append(record, context)
    try Subscriptions.derive(grant.contact, grant.topic, context)
    try context.tell(
      FormsEvents.ConsentGranted(
        consent: record.id, contact: grant.contact, topic: grant.topic, basis: grant.basis,
        wording: grant.wording, grantedAt: grant.at, origin: grant.origin, proof: grant.proof,
        form: grant.form?.key, startsJourneys: grant.startsJourneys,
        formVersion: grant.form?.version, submission: grant.form?.submission),
      subject: record.id.wire, contact: grant.contact)
    return record.id
  }

  /// A withdrawal to be written down.
  struct Withdrawal {
    var contact: ContactID
    var topic: Slug
    var origin: ConsentOrigin
    var proof: ConsentProof
    var reason: String?
    var message: MessageID?
  }

  /// Withdraws what was granted, and what still waits for its confirmation.
  static func withdraw(_ withdrawal: Withdrawal, _ context: Context) throws {
    let (contact, topic) = (withdrawal.contact, withdrawal.topic)
    let record = ConsentRecord(
      id: context.newID(), contact: contact, topic: topic, act: .withdrawn, at: context.now,
      recordedAt: context.now, origin: withdrawal.origin, proof: withdrawal.proof,
      reason: withdrawal.reason, message: withdrawal.message)
    try Ledger.append(record, context)
    try context.tx.write("DELETE FROM pending WHERE contact = \(contact) AND topic = \(topic)")
    try Subscriptions.derive(contact, topic, context)
    try context.tell(
      FormsEvents.ConsentWithdrawn(
        contact: contact, topic: topic, reason: withdrawal.reason, message: withdrawal.message),
      subject: record.id.wire, contact: contact)
  }

  static func list(
    _ params: FormsAPI.ListConsents.Params, _ context: QueryContext
  ) throws -> Page<FormsAPI.ListConsents.Line> {
    let size = try Paging.size(params.limit)
    guard let below = params.after.map(Int64.init) ?? .max else { throw Paging.strayCursor }
    let contact = try People.known(try params.person(), context.tx)
    let lines = try Ledger.lines(
      of: contact.id, on: params.topic, below: below, limit: size + 1, context.tx)
    return Paging.page(lines, size: size) { String($0.sequence) }
  }

  static func verify(
    _ params: FormsAPI.VerifyConsents.Params, _ context: QueryContext
  ) throws -> FormsAPI.VerifyConsents.Result {
    let size = try Paging.size(params.limit, usual: 10_000, most: 10_000)
    guard let start = try Ledger.position(at: params.after ?? 0, context.tx) else {
      throw ServiceError.notFound("The ledger has no line \(params.after ?? 0).")
    }
    let (through, flaw) = try Ledger.verify(from: start, limit: size, context.tx)
    return FormsAPI.VerifyConsents.Result(
      through: through.sequence, hash: through.hash.hexadecimal,
      flaw: flaw.map { "Line \($0.sequence) \($0.reason)." },
      head: try Ledger.end(context.tx).sequence)
  }
}
