/// Writes the members of one JSON object by hand, where Codable would cost too much.
///
/// It keeps only whether a comma is due; the bytes stay with the caller, because holding them here
/// would copy or lock them.
struct MemberWriter {
  private var first = true

  /// Opens the object.
  init(into bytes: inout [UInt8]) { bytes.append(UInt8(ascii: "{")) }

  /// Appends a member's name; its value must follow. The name needs no escapes.
  @inline(__always)
  mutating func name(_ name: StaticString, to bytes: inout [UInt8]) {
    if !first { bytes.append(UInt8(ascii: ",")) }
    first = false
    bytes.append(UInt8(ascii: "\""))
    bytes.append(name)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  mutating func add(_ name: StaticString, text: String, to bytes: inout [UInt8]) {
    self.name(name, to: &bytes)
    bytes.appendQuoted(text)
  }

  mutating func add(_ name: StaticString, integer: Int64, to bytes: inout [UInt8]) {
    self.name(name, to: &bytes)
    bytes.appendDecimal(integer)
  }

  mutating func add(_ name: StaticString, literal: StaticString, to bytes: inout [UInt8]) {
    self.name(name, to: &bytes)
    bytes.append(literal)
  }

  mutating func add(_ name: StaticString, raw: RawJSON, to bytes: inout [UInt8]) {
    self.name(name, to: &bytes)
    bytes.append(raw)
  }

  func close(_ bytes: inout [UInt8]) { bytes.append(UInt8(ascii: "}")) }
}

extension [UInt8] {
  /// Appends a text of the program as it is.
  @inline(__always)
  mutating func append(_ text: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends JSON as it is; no bytes at all stand for `null`.
  mutating func append(_ raw: RawJSON) {
    if raw.bytes.isEmpty { append("null" as StaticString) } else { append(contentsOf: raw.bytes) }
  }
}
