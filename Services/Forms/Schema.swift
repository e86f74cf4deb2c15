import Store

/// The tables of the forms service. Migrations are only ever added.
enum Schema {
  static let migrations = [
    Migration(
      version: 1, name: "forms",
      statements: configuration + people + submissions + consents + timeline)
  ]

  private static let configuration = [
    """
    CREATE TABLE topic (
      key TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT, basis TEXT NOT NULL,
      tracking TEXT NOT NULL, version INTEGER NOT NULL)
    """,
    """
    CREATE TABLE form_version (
      form TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL,
      PRIMARY KEY (form, version))
    """,
    """
    CREATE TABLE form (
      key TEXT PRIMARY KEY, version INTEGER NOT NULL,
      FOREIGN KEY (key, version) REFERENCES form_version (form, version))
    """,
    """
    CREATE TABLE form_topic (
      form TEXT NOT NULL REFERENCES form (key), topic TEXT NOT NULL REFERENCES topic (key),
      PRIMARY KEY (form, topic))
    """,
    "CREATE INDEX form_topic_topic ON form_topic (topic)",
  ]

  private static let people = [
    """
    CREATE TABLE contact (
      id TEXT PRIMARY KEY, name TEXT, language TEXT, attributes TEXT NOT NULL,
      confirmed_at INTEGER, created_at INTEGER NOT NULL, version INTEGER NOT NULL)
    """,
    """
    CREATE TABLE identity (
      kind TEXT NOT NULL, value TEXT NOT NULL, contact TEXT NOT NULL REFERENCES contact (id),
      added_at INTEGER NOT NULL, PRIMARY KEY (kind, value))
    """,
    "CREATE INDEX identity_contact ON identity (contact)",
    "CREATE INDEX identity_value ON identity (value)",
  ]

  private static let submissions = [
    """
    CREATE TABLE submission (
      id TEXT PRIMARY KEY, form TEXT NOT NULL, form_version INTEGER NOT NULL,
      contact TEXT REFERENCES contact (id), state TEXT NOT NULL, answers TEXT NOT NULL,
      topics TEXT NOT NULL, language TEXT, source TEXT, received_at INTEGER NOT NULL,
      expires_at INTEGER, confirmed_at INTEGER, mailed_to TEXT, mailed_at INTEGER,
      FOREIGN KEY (form, form_version) REFERENCES form_version (form, version))
    """,
    "CREATE INDEX submission_contact ON submission (contact)",
    "CREATE INDEX submission_mailed ON submission (mailed_to, mailed_at)",
    """
    CREATE TABLE pending (
      submission TEXT NOT NULL REFERENCES submission (id), contact TEXT NOT NULL,
      topic TEXT NOT NULL, PRIMARY KEY (submission, topic))
    """,
    "CREATE INDEX pending_contact ON pending (contact, topic)",
  ]

  private static let consents = [
    """
    CREATE TABLE consent (
      sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, contact TEXT NOT NULL,
      topic TEXT NOT NULL, act TEXT NOT NULL, at INTEGER NOT NULL, payload TEXT, nonce BLOB,
      digest BLOB NOT NULL, hash BLOB NOT NULL)
    """,
    "CREATE INDEX consent_contact ON consent (contact, topic, at)",
    """
    CREATE TABLE subscription (
      contact TEXT NOT NULL REFERENCES contact (id), topic TEXT NOT NULL, state TEXT NOT NULL,
      since INTEGER NOT NULL, PRIMARY KEY (contact, topic))
    """,
    "CREATE INDEX subscription_topic ON subscription (topic, state, contact)",
  ]

  private static let timeline = [
    """
    CREATE TABLE timeline (
      event TEXT PRIMARY KEY, contact TEXT NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL,
      subject TEXT, summary TEXT NOT NULL)
    """,
    "CREATE INDEX timeline_contact ON timeline (contact, at, event)",
  ]
}
