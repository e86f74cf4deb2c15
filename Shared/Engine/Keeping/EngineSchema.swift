import Store

/// The engine's own tables, in every service's database beside the service's.
enum EngineSchema {
  static let migrations = [
    Migration(
      version: 1, name: "engine",
      statements: [
        """
        CREATE TABLE engine_log (
          one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, head INTEGER NOT NULL)
        """,
        """
        CREATE TABLE engine_event (
          sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, subject TEXT,
          time INTEGER NOT NULL, contact TEXT, actor TEXT, cause TEXT, trace TEXT,
          hops INTEGER NOT NULL, seen TEXT NOT NULL, data TEXT)
        """,
        """
        CREATE TABLE engine_cursor (
          service TEXT PRIMARY KEY, log TEXT NOT NULL, sequence INTEGER NOT NULL, event TEXT,
          reacted INTEGER NOT NULL)
        """,
        """
        CREATE TABLE engine_timer (
          name TEXT NOT NULL, subject TEXT NOT NULL, due INTEGER NOT NULL, payload TEXT NOT NULL,
          cause TEXT, trace TEXT, hops INTEGER NOT NULL, PRIMARY KEY (name, subject))
        """,
        "CREATE INDEX engine_timer_due ON engine_timer (due)",
        """
        CREATE TABLE engine_answer (
          caller TEXT NOT NULL, method TEXT NOT NULL, key TEXT NOT NULL, digest BLOB NOT NULL,
          result TEXT NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY (caller, method, key))
        """,
        "CREATE INDEX engine_answer_at ON engine_answer (at)",
        """
        CREATE TABLE engine_parked (
          id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, service TEXT NOT NULL,
          sequence INTEGER NOT NULL, subject TEXT NOT NULL, payload TEXT NOT NULL,
          error TEXT NOT NULL, at INTEGER NOT NULL)
        """,
        "CREATE INDEX engine_parked_subject ON engine_parked (service, subject)",
      ], readableFrom: 1),
    Migration(
      version: 2, name: "resync, retry and hold",
      statements: [
        "ALTER TABLE engine_parked ADD COLUMN handler TEXT",
        "ALTER TABLE engine_cursor ADD COLUMN reacted_event TEXT",
        "ALTER TABLE engine_cursor ADD COLUMN rebuilding INTEGER NOT NULL DEFAULT 0",
        "UPDATE engine_cursor SET reacted_event = event",
        """
        CREATE TABLE engine_hold (
          one INTEGER PRIMARY KEY CHECK (one = 1), reason TEXT NOT NULL, since INTEGER NOT NULL)
        """,
      ], readableFrom: 1),
    Migration(
      version: 3, name: "audit",
      statements: [
        "ALTER TABLE engine_event ADD COLUMN key TEXT",
        """
        CREATE TABLE engine_read (
          hour INTEGER NOT NULL, key TEXT NOT NULL, actor TEXT NOT NULL, method TEXT NOT NULL,
          person TEXT NOT NULL, times INTEGER NOT NULL, last INTEGER NOT NULL,
          PRIMARY KEY (hour, key, actor, method, person))
        """,
        "CREATE INDEX engine_read_person ON engine_read (person, hour)",
        "CREATE INDEX engine_read_key ON engine_read (key, hour)",
      ], readableFrom: 1),
    Migration(
      version: 4, name: "what outlives the database",
      statements: [
        """
        CREATE TABLE engine_preserved (
          number INTEGER PRIMARY KEY, name TEXT NOT NULL, payload TEXT NOT NULL,
          at INTEGER NOT NULL)
        """
      ], readableFrom: 1),
    Migration(
      version: 5, name: "retention",
      statements: [
        "CREATE TABLE engine_thinned (type TEXT PRIMARY KEY, sequence INTEGER NOT NULL)"
      ], readableFrom: 1),
  ]
}
