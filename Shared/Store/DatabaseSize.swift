#if canImport(Glibc)
  import Glibc
#endif

extension Transaction {
  /// How large the database is, in bytes: the file, or the tables of the schema with their indexes.
  package func databaseSize() throws -> Int64 {
    switch dialect {
    case .sqlite:
      try scalar("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()") ?? 0
    case .postgres:
      try scalar(
        """
        SELECT CAST(coalesce(sum(pg_total_relation_size(oid)), 0) AS BIGINT) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace)
        """) ?? 0
    }
  }
}

/// The size of a file in bytes; 0 when there is none.
func fileSize(_ path: String) -> Int64 {
  var status = stat()
  return stat(path, &status) == 0 ? Int64(status.st_size) : 0
}
