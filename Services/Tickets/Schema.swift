import Store

/// The service's tables.
///
/// Opening a ticket writes one row of `ticket`, one of `entry` and nothing else, so an index stands
/// here only where its column is set at that moment or a list cannot do without it.
enum Schema {
  static let migrations = [tickets, accounts]

  private static let tickets = Migration(
    version: 1, name: "tickets",
    statements: [
      """
      CREATE TABLE staff (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
        roles TEXT NOT NULL, version INTEGER NOT NULL)
      """,
      """
      CREATE TABLE queue (key TEXT PRIMARY KEY, name TEXT NOT NULL, sender TEXT,
        reply_within INTEGER NOT NULL, calendar TEXT, version INTEGER NOT NULL)
      """,
      // number is the key: SQLite then keeps the rows by it and needs no index for it. priority: its
      // rank. due: the end of time while no answer is owed. last_reply: 0 before the first. So both
      // sort without NULLs. tags: one a line, as written; ticket_tag finds them.
      """
      CREATE TABLE ticket (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
        subject TEXT NOT NULL, status TEXT NOT NULL, priority INTEGER NOT NULL,
        queue TEXT NOT NULL, channel TEXT NOT NULL, contact TEXT, email TEXT, phone TEXT,
        handle TEXT, requester_name TEXT, assignee TEXT, tags TEXT NOT NULL, submission TEXT,
        follows TEXT, opened_at INTEGER NOT NULL, due INTEGER NOT NULL, first_replied_at INTEGER,
        last_reply INTEGER NOT NULL, closed_at INTEGER, outcome TEXT, score INTEGER,
        version INTEGER NOT NULL)
      """,
      "CREATE INDEX ticket_due ON ticket (due, number) WHERE status <> 'closed'",
      """
      CREATE INDEX ticket_free ON ticket (priority DESC, due, number)
        WHERE assignee IS NULL AND status <> 'closed'
      """,
      "CREATE INDEX ticket_contact ON ticket (contact) WHERE contact IS NOT NULL",
      "CREATE INDEX ticket_email ON ticket (email) WHERE email IS NOT NULL",
      "CREATE INDEX ticket_phone ON ticket (phone) WHERE phone IS NOT NULL",
      "CREATE INDEX ticket_handle ON ticket (handle) WHERE handle IS NOT NULL",
      "CREATE UNIQUE INDEX ticket_submission ON ticket (submission) WHERE submission IS NOT NULL",
      "CREATE INDEX ticket_follows ON ticket (follows) WHERE follows IS NOT NULL",
      """
      CREATE INDEX ticket_first_reply ON ticket (first_replied_at)
        WHERE first_replied_at IS NOT NULL
      """,
      "CREATE TABLE ticket_tag (tag TEXT NOT NULL, ticket TEXT NOT NULL, PRIMARY KEY (tag, ticket))",
      """
      CREATE TABLE entry (ticket TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,
        body TEXT NOT NULL, channel TEXT, author TEXT, at INTEGER NOT NULL,
        PRIMARY KEY (ticket, id))
      """,
      // Each time a ticket was closed, and what the customer thought of it.
      """
      CREATE TABLE closing (ticket TEXT NOT NULL, round INTEGER NOT NULL, at INTEGER NOT NULL,
        assignee TEXT, outcome TEXT NOT NULL, note TEXT, asked INTEGER NOT NULL,
        reopened_at INTEGER, score INTEGER, comment TEXT, rated_at INTEGER,
        PRIMARY KEY (ticket, round))
      """,
      "CREATE INDEX closing_at ON closing (at)",
      // Projections of the forms log.
      """
      CREATE TABLE identity (kind TEXT NOT NULL, value TEXT NOT NULL, contact TEXT NOT NULL,
        PRIMARY KEY (kind, value))
      """,
      "CREATE INDEX identity_contact ON identity (contact)",
      "CREATE TABLE form_labels (form TEXT PRIMARY KEY, labels TEXT NOT NULL)",
    ])

  /// Accounts of staff. Tokens and recovery codes stand here as digests alone.
  private static let accounts = Migration(
    version: 2, name: "accounts",
    statements: [
      // queues: one a line; empty is all.
      "ALTER TABLE staff ADD COLUMN queues TEXT NOT NULL DEFAULT ''",
      "ALTER TABLE staff ADD COLUMN account TEXT NOT NULL DEFAULT 'none'",
      """
      CREATE TABLE staff_credential (staff TEXT PRIMARY KEY, password TEXT, second_factor BLOB,
        confirmed INTEGER NOT NULL, last_step INTEGER NOT NULL)
      """,
      "CREATE TABLE staff_recovery (staff TEXT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (staff, digest))",
      """
      CREATE TABLE staff_link (id TEXT PRIMARY KEY, staff TEXT NOT NULL, purpose TEXT NOT NULL,
        made_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, used INTEGER NOT NULL)
      """,
      "CREATE INDEX staff_link_staff ON staff_link (staff)",
      """
      CREATE TABLE staff_session (digest BLOB PRIMARY KEY, staff TEXT NOT NULL,
        started_at INTEGER NOT NULL, used_at INTEGER NOT NULL)
      """,
      "CREATE INDEX staff_session_staff ON staff_session (staff)",
      """
      CREATE TABLE sign_in_attempt (kind TEXT NOT NULL, subject BLOB NOT NULL,
        failures INTEGER NOT NULL, last_at INTEGER NOT NULL, free_at INTEGER NOT NULL,
        PRIMARY KEY (kind, subject))
      """,
      "CREATE INDEX sign_in_attempt_last ON sign_in_attempt (last_at)",
      "CREATE INDEX ticket_assignee ON ticket (assignee, number) WHERE assignee IS NOT NULL AND status <> 'closed'",
    ])
}
