/// An e-mail address. Rule `email`.
///
/// Held to RFC 5321's lengths (64 octets before the `@`, 254 in all, 63 a label) and grammar
/// (a dot-atom or a quoted local part), with the letters of RFC 6531 allowed on both sides. It is
/// trimmed and its domain lower-cased; the part before the `@` keeps its case, which is the
/// receiving host's business. A domain has a dot, except `localhost`. Whether the mailbox exists
/// only a message can tell.
public struct EmailAddress: WireText, CustomStringConvertible {
  /// The canonical form.
  public let wire: String

  /// Reads an address and brings it into canonical form.
  public init(wire: String) throws(Rejection) {
    let trimmed = wire.utf8.trimmed
    guard trimmed.count <= 254 else {
      throw Rejection(rule: "email", limit: 254, message: "must be at most 254 bytes long")
    }
    guard let at = trimmed.lastIndex(of: UInt8(ascii: "@")),
      Self.isLocalPart(trimmed[..<at]), Self.isDomain(trimmed[(at + 1)...])
    else {
      throw Rejection(rule: "email", message: "must be an address such as ada@example.org")
    }
    let domain = String(decoding: trimmed[(at + 1)...], as: UTF8.self).lowercased()
    self.wire = String(decoding: trimmed[...at], as: UTF8.self) + domain
  }

  private static func isLocalPart(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard (1...64).contains(bytes.count) else { return false }
    return bytes.first == UInt8(ascii: "\"") ? isQuoted(bytes) : isDotAtom(bytes)
  }

  /// Atoms of RFC 5322's characters, joined by single dots.
  private static func isDotAtom(_ bytes: ArraySlice<UInt8>) -> Bool {
    var afterDot = true
    for byte in bytes {
      let dot = byte == UInt8(ascii: ".")
      if dot ? afterDot : !isAtomCharacter(byte) { return false }
      afterDot = dot
    }
    return !afterDot
  }

  /// Letters, digits and ``!#$%&'*+-/=?^_`{|}~``, and all beyond ASCII.
  private static func isAtomCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
    case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2F, 0x3D, 0x3F, 0x5E...0x60, 0x7B...0x7E: true
    default: false
    }
  }

  /// Printable characters between quotes; a quote or backslash inside is escaped.
  private static func isQuoted(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count >= 2, bytes.last == UInt8(ascii: "\"") else { return false }
    var escaped = false
    for byte in bytes.dropFirst().dropLast() {
      guard byte >= 0x20, byte != 0x7F else { return false }
      if escaped {
        escaped = false
      } else if byte == UInt8(ascii: "\\") {
        escaped = true
      } else if byte == UInt8(ascii: "\"") {
        return false
      }
    }
    return !escaped
  }

  /// Labels of letters, digits and inner dashes. All-numeric last labels are addresses, not names.
  private static func isDomain(_ bytes: ArraySlice<UInt8>) -> Bool {
    var start = bytes.startIndex
    while let dot = bytes[start...].firstIndex(of: UInt8(ascii: ".")) {
      guard isLabel(bytes[start..<dot]) else { return false }
      start = dot + 1
    }
    let last = bytes[start...]
    if start == bytes.startIndex {
      return String(decoding: last, as: UTF8.self).lowercased() == "localhost"
    }
    return isLabel(last) && !last.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func isLabel(_ bytes: ArraySlice<UInt8>) -> Bool {
    let dash = UInt8(ascii: "-")
    guard (1...63).contains(bytes.count), bytes.first != dash, bytes.last != dash else {
      return false
    }
    return bytes.allSatisfy {
      switch $0 {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF, dash: true
      default: false
      }
    }
  }

  private init(canonical: String) { wire = canonical }

  /// The part before the `@`, as written.
  public var localPart: Substring { wire[..<(wire.lastIndex(of: "@") ?? wire.endIndex)] }

  /// The part after the `@`, in lower case.
  public var domain: Substring {
    wire.lastIndex(of: "@").map { wire[wire.index(after: $0)...] } ?? ""
  }

  /// An address of the domain that is kept free for examples.
  public static var placeholder: Self { Self(canonical: "someone@example.org") }

  /// A string in the format of RFC 6531, which includes RFC 5321's.
  public static var schema: Schema { .string(format: "idn-email", maxLength: 254) }

  /// The canonical form.
  public var description: String { wire }
}

extension String.UTF8View {
  /// The bytes without white space at either end.
  var trimmed: ArraySlice<UInt8> {
    let blank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    var bytes = Array(self)[...]
    bytes = bytes.drop(while: blank)
    while let last = bytes.last, blank(last) { bytes.removeLast() }
    return bytes
  }
}
