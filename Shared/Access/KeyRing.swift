package import Wire

/// The keys of all clients of an installation, as they stand in the ring file.
///
/// The file has one key a line, as a JSON object; blank lines and lines that begin with `#` say
/// nothing. It holds no secrets, and an editor may change it: services notice within a second.
///
///     {"name":"shop","publicKey":"…40 characters of Z85…","scopes":["frontend"],
///      "events":["tickets."],"delegates":true,"createdAt":"2026-01-02T03:04:05.678Z"}
///
/// (on one line). `expiresAt` and `revokedAt` are optional; a key that was revoked stays listed, so
/// that its name in an audit keeps its meaning. Unknown members and scopes are refused: a rule that
/// is misspelt must not be taken for none.
package struct KeyRing: Sendable {
  /// In the order in which they were made.
  package private(set) var keys: [Key]
  private var byPublicKey: [String: Key]

  private static let heading = "# The keys of this installation, one a line; see `rapport keys`.\n"

  package init(_ keys: [Key] = []) {
    self.keys = keys
    byPublicKey = Dictionary(keys.map { ($0.publicKey, $0) }, uniquingKeysWith: { $1 })
  }

  /// Reads the file.
  package init(file path: String) throws(KeyFault) {
    guard let bytes = try PrivateFile.read(path) else {
      throw KeyFault("the key ring \(path) is not there: make it with `rapport keys init`")
    }
    try self.init(parsing: bytes, of: path)
  }

  /// Reads what a file holds; `path` is for the sentence.
  package init(parsing bytes: [UInt8], of path: String) throws(KeyFault) {
    var keys: [Key] = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in zip(1..., lines) {
      let content = line.drop { $0 == UInt8(ascii: " ") }
      guard let first = content.first, first != UInt8(ascii: "#") else { continue }
      do throws(ServiceError) {
        keys.append(try JSONCoding.decode(Key.self, from: Array(content), mode: .strict))
      } catch {
        throw KeyFault("line \(number) of the key ring \(path) is faulty: \(error.message)")
      }
      guard Key.isKey(keys[keys.count - 1].publicKey) else {
        throw KeyFault("line \(number) of the key ring \(path) has no key of 40 characters of Z85")
      }
    }
    self.init(keys)
    guard byPublicKey.count == keys.count else {
      throw KeyFault("the key ring \(path) has the same public key twice")
    }
  }

  /// The key whose public half is shown.
  package subscript(publicKey: String) -> Key? { byPublicKey[publicKey] }

  package mutating func add(_ key: Key) {
    self = KeyRing(keys + [key])
  }

  /// Changes the keys of a name that are valid.
  ///
  /// - Returns: how many there were.
  package mutating func change(
    _ name: Slug, validAt now: Timestamp, _ change: (inout Key) -> Void
  ) -> Int {
    var count = 0
    self = KeyRing(
      keys.map { key in
        guard key.name == name, key.isValid(at: now) else { return key }
        count += 1
        var changed = key
        change(&changed)
        return changed
      })
    return count
  }

  /// The file's text.
  package var text: [UInt8] {
    get throws(KeyFault) {
      do {
        return try keys.reduce(into: Array(Self.heading.utf8)) {
          $0 += try JSONCoding.encode($1) + [UInt8(ascii: "\n")]
        }
      } catch {
        throw KeyFault("the key ring cannot be written as JSON: \(error)")
      }
    }
  }
}
