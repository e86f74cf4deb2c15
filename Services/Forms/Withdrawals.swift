import Engine
import Models
import Store
import Wire

/// A withdrawal outlives the database: an older copy of it that is put back would subscribe people
/// again who have left.
enum Withdrawals {
  /// What is kept of one outside the database: who, from what, when, and by which mail.
  struct Kept: Codable, Sendable {
    let contact: ContactID
    let topic: Slug
    let at: Timestamp
    var message: MessageID?
  }

  private static let name = PreservedName<Kept>("withdrawal")

  static let preserves: [Preservation] = [.of(name, reapply)]

  static func preserve(_ withdrawal: Consents.Withdrawal, _ context: Context) throws {
    try context.preserve(
      name,
      Kept(
        contact: withdrawal.contact, topic: withdrawal.topic, at: context.now,
        message: withdrawal.message))
  }

  private static func reapply(_ kept: Kept, _ context: Context) throws {
    // Who was not known yet has consented to nothing; who consented since has said so later.
    guard let last = try Ledger.last(of: kept.contact, on: kept.topic, context.tx),
      last.act == .granted, last.at <= kept.at
    else { return }
    try Consents.withdraw(
      Consents.Withdrawal(
        contact: kept.contact, topic: kept.topic, origin: .api,
        proof: ConsentProof(source: "withdrawn on \(kept.at), done again after a restore"),
        message: kept.message),
      context)
  }
}
