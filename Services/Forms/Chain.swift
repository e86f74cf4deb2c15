import Crypto

/// The arithmetic of the consent ledger: each line's hash covers the one before it, so that no line
/// can be changed, removed or slipped in unnoticed.
///
///     digest(n) = SHA-256(nonce(n) ‖ payload(n))
///     hash(n)   = SHA-256(hash(n − 1) ‖ digest(n))
///
/// The chain runs over digests, not payloads: erasing a payload together with its nonce keeps every
/// later hash valid, and the nonce keeps a short payload from being guessed from its digest. Nonces
/// and hashes have 32 bytes, so the joined texts have one reading (DESIGN 9.4).
enum Chain {
  /// What stands before the first line.
  static let genesis = [UInt8](repeating: 0, count: 32)

  static func digest(nonce: [UInt8], payload: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: nonce + payload))
  }

  static func link(_ previous: [UInt8], _ digest: [UInt8]) -> [UInt8] {
    Array(SHA256.hash(data: previous + digest))
  }

  /// A line as the table holds it.
  struct Line {
    var sequence: Int64
    /// Nil once it was erased, together with the nonce.
    var payload: [UInt8]?
    var nonce: [UInt8]?
    var digest: [UInt8]
    var hash: [UInt8]
  }

  /// A place in the chain.
  struct Position: Equatable {
    var sequence: Int64 = 0
    var hash: [UInt8] = Chain.genesis
  }

  /// The first line that is not as it was written.
  struct Flaw: Error, Equatable {
    var sequence: Int64
    /// To be read after the number of the line.
    var reason: String
  }

  /// The position after a line that continues the chain.
  static func position(after previous: Position, over line: Line) throws(Flaw) -> Position {
    guard line.sequence == previous.sequence + 1 else {
      throw Flaw(sequence: previous.sequence + 1, reason: "is missing")
    }
    if let payload = line.payload {
      guard let nonce = line.nonce, digest(nonce: nonce, payload: payload) == line.digest else {
        throw Flaw(sequence: line.sequence, reason: "does not say what was written")
      }
    }
    guard link(previous.hash, line.digest) == line.hash else {
      throw Flaw(sequence: line.sequence, reason: "does not follow from the line before")
    }
    return Position(sequence: line.sequence, hash: line.hash)
  }
}
