/// The installation's secret as it stands in its file: 32 random bytes under each key id.
///
/// Each line is a key id (0–255), a space and 64 hexadecimal digits. New links are made with the
/// highest id; those of the others go on working until their line is deleted.
package enum SecretFile {
  /// Reads the file, making it with mode 0600 when it is absent; several processes may do so at once.
  package static func load(_ path: String) throws(KeyFault) -> [UInt8: [UInt8]] {
    if try PrivateFile.read(path) == nil {
      try PrivateFile.write(line(1), to: path, replacing: false)
    }
    return try parse(PrivateFile.read(path) ?? [], of: path)
  }

  /// Adds a secret, which new links are made with from the services' next start on.
  ///
  /// - Returns: its key id.
  package static func rotate(_ path: String) throws(KeyFault) -> UInt8 {
    guard let bytes = try PrivateFile.read(path) else {
      throw KeyFault("the secret file \(path) is not there")
    }
    guard let last = try parse(bytes, of: path).keys.max(), last < .max else {
      throw KeyFault("the secret file \(path) has used all 256 ids: delete the lines of old ones")
    }
    let whole = bytes.last == 0x0A ? bytes : bytes + [0x0A]
    try PrivateFile.write(whole + line(last + 1), to: path)
    return last + 1
  }

  private static func line(_ id: UInt8) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    let digits = (0..<32).map { _ in
      let byte = UInt8.random(in: .min ... .max, using: &generator)
      return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    return Array("\(id) \(digits.joined())\n".utf8)
  }

  private static func parse(_ bytes: [UInt8], of path: String) throws(KeyFault) -> [UInt8: [UInt8]]
  {
    let damaged = KeyFault(
      "the secret file \(path) is damaged: put it back from a backup, links depend on it")
    var keys: [UInt8: [UInt8]] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ")
      guard parts.count == 2, let id = UInt8(parts[0]), let key = Self.bytes(hex: parts[1]),
        key.count == 32
      else { throw damaged }
      keys[id] = key
    }
    guard !keys.isEmpty else { throw damaged }
    return keys
  }

  private static func bytes(hex: Substring) -> [UInt8]? {
    let digits = hex.compactMap { $0.hexDigitValue.map(UInt8.init) }
    guard digits.count == hex.count, digits.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}
