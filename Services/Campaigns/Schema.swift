import Store

/// The tables of the campaigns service. Migrations are only ever added.
enum Schema {
  static let migrations = [
    Migration(
      version: 1, name: "campaigns",
      statements: configuration + people + messages + projections)
  ]

  private static let configuration = [
    """
    CREATE TABLE campaign (
      key TEXT PRIMARY KEY, name TEXT NOT NULL, topic TEXT NOT NULL, sender TEXT NOT NULL,
      budget_amount INTEGER, budget_currency TEXT, state TEXT NOT NULL, version INTEGER NOT NULL)
    """,
    // Versions stay for ever: people finish on theirs. ended_at: its journey was deleted.
    """
    CREATE TABLE journey_version (
      journey TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, ended_at INTEGER,
      PRIMARY KEY (journey, version))
    """,
    """
    CREATE TABLE journey (
      key TEXT PRIMARY KEY, version INTEGER NOT NULL, campaign TEXT NOT NULL, event TEXT NOT NULL,
      form TEXT, FOREIGN KEY (key, version) REFERENCES journey_version (journey, version))
    """,
    "CREATE INDEX journey_event ON journey (event)",
    "CREATE INDEX journey_campaign ON journey (campaign)",
  ]

  private static let people = [
    // held: stands before a message that a paused campaign keeps back.
    """
    CREATE TABLE enrolment (
      id TEXT PRIMARY KEY, journey TEXT NOT NULL, journey_version INTEGER NOT NULL,
      campaign TEXT NOT NULL, contact TEXT NOT NULL, state TEXT NOT NULL, step INTEGER NOT NULL,
      started_at INTEGER NOT NULL, due_at INTEGER, finished_at INTEGER, reason TEXT,
      held INTEGER NOT NULL, UNIQUE (journey, contact))
    """,
    "CREATE INDEX enrolment_journey ON enrolment (journey, id)",
    "CREATE INDEX enrolment_contact ON enrolment (contact, id)",
    "CREATE INDEX enrolment_campaign ON enrolment (campaign, started_at)",
    "CREATE INDEX enrolment_active ON enrolment (campaign, id) WHERE state = 'active'",
    "CREATE INDEX enrolment_held ON enrolment (campaign, id) WHERE held = 1",
    """
    CREATE TABLE declined (
      event TEXT NOT NULL, journey TEXT NOT NULL, campaign TEXT NOT NULL, contact TEXT NOT NULL,
      reason TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (event, journey))
    """,
    "CREATE INDEX declined_campaign ON declined (campaign, at)",
  ]

  private static let messages = [
    // One row a message asked for. rule: which one denied it. The flags say whether it was hit, for
    // the report's sums alone: nothing shows them by person.
    """
    CREATE TABLE ledger (
      request TEXT PRIMARY KEY, campaign TEXT NOT NULL, journey TEXT NOT NULL,
      enrolment TEXT NOT NULL, step INTEGER NOT NULL, contact TEXT NOT NULL,
      template TEXT NOT NULL, status TEXT NOT NULL, message TEXT, rule TEXT,
      requested_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, accepted_at INTEGER,
      bounced_at INTEGER, complained_at INTEGER, opened INTEGER NOT NULL,
      opened_by_machine INTEGER NOT NULL, clicked INTEGER NOT NULL,
      clicked_by_machine INTEGER NOT NULL, UNIQUE (enrolment, step))
    """,
    "CREATE INDEX ledger_campaign ON ledger (campaign, requested_at)",
    "CREATE INDEX ledger_message ON ledger (message) WHERE message IS NOT NULL",
    // How many rows of the ledger have which status, so that a pause answers at once.
    """
    CREATE TABLE standing (
      campaign TEXT NOT NULL, status TEXT NOT NULL, messages INTEGER NOT NULL,
      PRIMARY KEY (campaign, status))
    """,
  ]

  private static let projections = [
    """
    CREATE TABLE contact (
      id TEXT PRIMARY KEY, name TEXT, language TEXT, attributes TEXT NOT NULL)
    """,
    // rank: the order in which the contact's identities were told; the first of a kind is written to.
    """
    CREATE TABLE identity (
      kind TEXT NOT NULL, value TEXT NOT NULL, contact TEXT NOT NULL, rank INTEGER NOT NULL,
      PRIMARY KEY (kind, value))
    """,
    "CREATE INDEX identity_contact ON identity (contact, rank)",
    "CREATE TABLE known (noun TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (noun, key))",
    // deleted: what it was is still needed by those who are on the way to it.
    """
    CREATE TABLE template (
      key TEXT PRIMARY KEY, class TEXT NOT NULL, channel TEXT NOT NULL, topic TEXT,
      deleted INTEGER NOT NULL)
    """,
    """
    CREATE TABLE withdrawn (
      contact TEXT NOT NULL, topic TEXT NOT NULL, PRIMARY KEY (contact, topic))
    """,
    "CREATE TABLE unsubscribed (message TEXT PRIMARY KEY, at INTEGER NOT NULL)",
  ]
}
