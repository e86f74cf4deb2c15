import Engine
import Models
import Store
import Wire

/// The entries of conversations: what customers and staff said, and notes between colleagues.
enum Entries {
  /// Adds an entry now.
  @discardableResult
  static func add(
    _ kind: TicketEntry.Kind, to ticket: TicketID, body: String, channel: TicketChannel? = nil,
    author: StaffID? = nil, _ context: Context
  ) throws -> TicketEntry {
    let entry = TicketEntry(
      id: context.newID(), kind: kind, body: body, channel: channel, author: author,
      at: context.now)
    try context.tx.write(
      """
      INSERT INTO entry (ticket, id, kind, body, channel, author, at)
      VALUES (\(ticket), \(entry.id), \(kind), \(body), \(channel), \(author), \(entry.at))
      """)
    return entry
  }

  /// A ticket's conversation in the order in which it went.
  static func of(_ ticket: TicketID, _ tx: Transaction) throws -> [TicketEntry] {
    try tx.read(
      """
      SELECT id, kind, body, channel, author, at FROM entry WHERE ticket = \(ticket) ORDER BY id
      """
    ) { row in
      TicketEntry(
        id: row["id"], kind: row["kind"], body: row["body"], channel: row["channel"],
        author: row["author"], at: row["at"])
    }
  }
}
