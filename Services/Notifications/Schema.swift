import Store

/// The tables of the notifications service. What it owns comes first, what it knows from the others
/// (`heard_…`) last: those can be rebuilt from their logs.
enum Schema {
  static let migrations = [
    Migration(
      version: 1, name: "notifications",
      statements: configuration + ledger + heard, readableFrom: 1),
    Migration(
      version: 2, name: "origins", statements: ["ALTER TABLE message ADD COLUMN origin TEXT"],
      readableFrom: 1),
  ]

  private static let configuration = [
    """
    CREATE TABLE sender (
      key TEXT PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, reply_to TEXT,
      postal_address TEXT, shipped INTEGER NOT NULL, version INTEGER NOT NULL)
    """,
    // The variant without a language has ''.
    """
    CREATE TABLE template (
      key TEXT NOT NULL, language TEXT NOT NULL, class TEXT NOT NULL, topic TEXT,
      channel TEXT NOT NULL, subject TEXT NOT NULL, text TEXT NOT NULL, html TEXT,
      shipped INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (key, language))
    """,
    """
    CREATE TABLE provider (
      key TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, reason TEXT,
      paused_until INTEGER, failures INTEGER NOT NULL)
    """,
    """
    CREATE TABLE suppression (
      id TEXT PRIMARY KEY, channel TEXT NOT NULL, address TEXT, domain TEXT, scope TEXT NOT NULL,
      topic TEXT, reason TEXT NOT NULL, since INTEGER NOT NULL, expires_at INTEGER)
    """,
    "CREATE INDEX suppression_address ON suppression (address)",
    "CREATE INDEX suppression_domain ON suppression (domain)",
  ]

  private static let ledger = [
    // `ready` is 1 while a courier may claim it: decided, written, and its turn has come.
    """
    CREATE TABLE message (
      id TEXT PRIMARY KEY, source TEXT NOT NULL, dedupe_key TEXT NOT NULL, request TEXT NOT NULL,
      template TEXT NOT NULL, campaign TEXT, contact TEXT, address TEXT, address_key TEXT,
      topic TEXT, status TEXT NOT NULL, ready INTEGER NOT NULL, rank INTEGER NOT NULL,
      due INTEGER, attempts INTEGER NOT NULL, seen TEXT, decision TEXT, reason TEXT, subject TEXT,
      text TEXT, html TEXT, created INTEGER NOT NULL, updated INTEGER NOT NULL,
      handed_over INTEGER, UNIQUE (source, dedupe_key))
    """,
    "CREATE INDEX message_turn ON message (rank, due, id) WHERE ready = 1",
    "CREATE INDEX message_campaign ON message (campaign, status)",
    "CREATE INDEX message_contact ON message (contact, id)",
    "CREATE INDEX message_address ON message (address_key, id)",
    "CREATE INDEX message_status ON message (status, id)",
    "CREATE INDEX message_template ON message (template, id)",
    """
    CREATE TABLE attempt (
      message TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, provider TEXT NOT NULL,
      outcome TEXT NOT NULL, answer TEXT, PRIMARY KEY (message, number))
    """,
    """
    CREATE TABLE hit (
      message TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, link INTEGER,
      at INTEGER NOT NULL, method TEXT, user_agent TEXT, ip TEXT, machine INTEGER, rule TEXT,
      rules_version INTEGER, PRIMARY KEY (message, number))
    """,
  ]

  private static let heard = [
    "CREATE TABLE heard_contact (contact TEXT PRIMARY KEY, name TEXT, language TEXT)",
    """
    CREATE TABLE heard_identity (
      kind TEXT NOT NULL, value TEXT NOT NULL, contact TEXT NOT NULL, given TEXT NOT NULL,
      PRIMARY KEY (kind, value))
    """,
    "CREATE INDEX heard_identity_contact ON heard_identity (contact)",
    """
    CREATE TABLE heard_topic (
      key TEXT PRIMARY KEY, name TEXT NOT NULL, basis TEXT NOT NULL, tracking TEXT NOT NULL)
    """,
    """
    CREATE TABLE heard_subscription (
      contact TEXT NOT NULL, topic TEXT NOT NULL, subscribed INTEGER NOT NULL,
      basis TEXT, since INTEGER NOT NULL, PRIMARY KEY (contact, topic))
    """,
    """
    CREATE TABLE heard_ticket (
      id TEXT PRIMARY KEY, number INTEGER NOT NULL, contact TEXT, address_key TEXT,
      pending INTEGER NOT NULL, score INTEGER, rated_at INTEGER, version INTEGER NOT NULL)
    """,
    "CREATE INDEX heard_ticket_contact ON heard_ticket (contact)",
    "CREATE INDEX heard_ticket_address ON heard_ticket (address_key)",
    "CREATE TABLE heard_campaign (key TEXT PRIMARY KEY, state TEXT NOT NULL, sender TEXT NOT NULL)",
    """
    CREATE TABLE heard_journey (
      journey TEXT NOT NULL, template TEXT NOT NULL, PRIMARY KEY (journey, template))
    """,
  ]
}
