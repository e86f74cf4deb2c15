import Store
import Wire

/// The results of commands that came with an idempotency key, kept in the transaction that made them.
enum Idempotency {
  /// How long a repeat is answered from here.
  static let kept = Period.days(7)

  struct Kept {
    let result: RawJSON
    let sequence: Int64
  }

  /// What the key was answered with before.
  ///
  /// - Throws: `conflict` when it was used with other params.
  static func find(_ call: KeyedCall, _ tx: Transaction) throws -> Kept? {
    let found: ([UInt8], RawJSON, Int64)? = try tx.first(
      """
      SELECT digest, result, sequence FROM engine_answer
      WHERE caller = \(call.caller) AND method = \(call.method) AND key = \(call.key)
      """
    ) { ($0["digest"], $0["result"], $0["sequence"]) }
    guard let (digest, result, sequence) = found else { return nil }
    guard digest == call.digest else {
      throw ServiceError.conflict(
        "the idempotency key was used for \(call.method) with other params",
        subtype: "idempotencyKeyReused")
    }
    return Kept(result: result, sequence: sequence)
  }

  static func keep(
    _ result: RawJSON, of call: KeyedCall, sequence: Int64, now: Timestamp, _ tx: Transaction
  ) throws {
    try tx.write(
      """
      INSERT INTO engine_answer (caller, method, key, digest, result, sequence, at)
      VALUES (\(call.caller), \(call.method), \(call.key), \(call.digest), \(result), \(sequence),
        \(now))
      """)
  }
}

/// A command's key, and what it is scoped by.
struct KeyedCall: Sendable {
  let caller: String
  let method: String
  let key: String
  /// SHA-256 of the canonical params.
  let digest: [UInt8]
}
