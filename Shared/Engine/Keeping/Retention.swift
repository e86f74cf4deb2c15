import Store
import Wire

/// Thins the log: an event past its type's period loses its data and keeps its envelope.
enum Retention {
  /// How much of the log one slice walks over.
  private static let stride: Int64 = 2_000

  /// Walks on over a stretch of the log for one type.
  ///
  /// - Returns: whether there is more to walk over by now.
  static func thin(_ type: String, before cutoff: Timestamp, _ tx: Transaction) throws -> Bool {
    let start: Int64 =
      try tx.scalar("SELECT sequence FROM engine_thinned WHERE type = \(type)") ?? 0
    // A log's times never go back, so what is old enough ends at one number.
    let end: Int64 =
      try tx.scalar(
        """
        SELECT max(sequence) FROM engine_event
        WHERE sequence > \(start) AND sequence <= \(start + stride) AND time < \(cutoff)
        """) ?? start
    guard end > start else { return false }
    try tx.write(
      """
      UPDATE engine_event SET data = NULL
      WHERE sequence > \(start) AND sequence <= \(end) AND type = \(type) AND data IS NOT NULL
      """)
    try tx.write(
      """
      INSERT INTO engine_thinned (type, sequence) VALUES (\(type), \(end))
      ON CONFLICT (type) DO UPDATE SET sequence = excluded.sequence
      """)
    return end == start + stride
  }
}
