import CPostgres

/// A schema on a PostgreSQL server. See ``StoreLocation/postgres(url:schema:)``.
struct PostgresStore: Store {
  let url: String
  let schema: String
  let dialect = Dialect.postgres

  func openWriter() throws(StoreError) -> any Connection {
    let connection = try open(readOnly: false)
    // Instances that start together take turns; whose role may not make schemas finds one made.
    // Quoting is safe: `open` admits only plain words as schemas.
    try connection.define(
      """
      DO $$ BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('\(schema)'));
        IF to_regnamespace('"\(schema)"') IS NULL THEN CREATE SCHEMA "\(schema)"; END IF;
      END $$
      """)
    return connection
  }

  func openReader() throws(StoreError) -> any Connection {
    try open(readOnly: true)
  }

  func openCheckpointer() throws(StoreError) -> Checkpointer? { nil }

  var writeAheadLogSize: Int64? { nil }

  func openSnapshot() throws(StoreError) -> Snapshot? { nil }

  private func open(readOnly: Bool) throws(StoreError) -> PostgresConnection {
    guard schema.utf8.allSatisfy({ "abcdefghijklmnopqrstuvwxyz0123456789_".utf8.contains($0) }),
      (1...63).contains(schema.utf8.count)
    else {
      throw .cannotOpen("a schema is a word of a–z, 0–9 and _, not: \(schema)")
    }
    let connection = PostgresConnection(try PostgresLink(url: url))
    try connection.write(
      """
      SELECT set_config('search_path', \(schema), false), set_config('jit', 'off', false),
        set_config('client_min_messages', 'warning', false),
        set_config('client_encoding', 'UTF8', false),
        set_config('default_transaction_read_only', \(readOnly ? "on" : "off"), false)
      """)
    try connection.settle()
    return connection
  }
}
