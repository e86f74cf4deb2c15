/// Writes JSON into one growing buffer as values encode themselves.
///
/// Codable hands out containers and never says when they are done, so a container is closed by
/// whoever writes next outside it: each knows its depth, and before it writes, everything deeper
/// is closed ("settled").
final class JSONWriter {
  /// An array or object that has been begun and not ended.
  private struct Level {
    let closer: UInt8
    let serial: Int32
    var isEmpty = true
  }

  /// A begun container as its encoding container knows it: its depth, and a number that no other
  /// container of this run has, which tells a closed one from its successor.
  struct Container {
    fileprivate let depth: Int32
    fileprivate let serial: Int32
    /// How many elements were written, for containers that count.
    var count: Int32 = 0
  }

  // One thread writes one value after the other: there is nothing to check at each access.
  @exclusivity(unchecked) private(set) var bytes: [UInt8] = []
  @exclusivity(unchecked) private var levels: [Level] = []
  @exclusivity(unchecked) private var serial: Int32 = 0
  private let start: Int
  private var failure: (any Error)?
  private var finished = false

  /// Takes over the caller's buffer until it is given back, so that nothing is copied.
  init(appendingTo buffer: inout [UInt8]) {
    swap(&bytes, &buffer)
    start = bytes.count
    levels.reserveCapacity(8)
  }

  /// Returns the buffer; without what was appended if writing did not come to its end.
  func giveBack(_ buffer: inout [UInt8]) {
    if !finished { bytes.removeSubrange(start...) }
    swap(&bytes, &buffer)
  }

  /// Writes one whole document.
  func write<T: Encodable>(_ value: T) throws {
    try write(value, level: 0)
    settle(to: 0)
    if let failure { throw failure }
    finished = true
  }

  /// Notes a misuse of the containers; the encoding fails as a whole.
  func fail(_ sentence: String) {
    guard failure == nil else { return }
    failure = EncodingError.invalidValue(
      sentence, EncodingError.Context(codingPath: [], debugDescription: sentence))
  }

  /// How many containers are open: where an encoder that is made now stands.
  var depth: Int { levels.count }

  // Containers

  /// Begins an array or object as the value at `level`; finds it again if that value has begun one
  /// of the same kind already.
  func begin(_ opener: UInt8, level: Int) -> Container {
    let closer = opener + 2
    if levels.count > level {
      if levels[level].closer != closer { fail("A value is both an array and an object.") }
      return Container(depth: Int32(truncatingIfNeeded: level + 1), serial: levels[level].serial)
    }
    bytes.append(opener)
    serial += 1
    levels.append(Level(closer: closer, serial: serial))
    return Container(depth: Int32(truncatingIfNeeded: levels.count), serial: serial)
  }

  @inline(__always)
  private func settle(to depth: Int) {
    while levels.count > depth {
      bytes.append(levels[levels.count - 1].closer)
      levels.removeLast()
    }
  }

  /// Writes the comma before an element, where one is needed. False if the container is closed.
  @inline(__always)
  func element(of container: Container) -> Bool {
    let depth = Int(container.depth)
    guard levels.count >= depth, levels[depth - 1].serial == container.serial else {
      fail("A container was written to after its value was complete.")
      return false
    }
    settle(to: depth)
    if levels[depth - 1].isEmpty {
      levels[depth - 1].isEmpty = false
    } else {
      bytes.append(UInt8(ascii: ","))
    }
    return true
  }

  /// Writes the name of a member. False if the object is closed.
  @inline(__always)
  func member(_ name: String, of container: Container) -> Bool {
    guard element(of: container) else { return false }
    bytes.appendQuoted(name)
    bytes.append(UInt8(ascii: ":"))
    return true
  }

  // Values

  /// Writes a value of any type at `level`. Types that map straight to JSON are written here; the
  /// comparisons of types fold away where the type is known.
  @inline(__always)
  func write<T: Encodable>(_ value: T, level: Int) throws {
    if T.self == String.self { return write(same(value, String.self)) }
    if T.self == Int64.self { return bytes.appendDecimal(same(value, Int64.self)) }
    if T.self == Int.self { return bytes.appendDecimal(same(value, Int.self)) }
    if T.self == Bool.self { return write(same(value, Bool.self)) }
    if T.self == Timestamp.self { return bytes.appendQuoted(same(value, Timestamp.self)) }
    if T.self == RawJSON.self { return write(same(value, RawJSON.self)) }
    if T.self == Double.self { return try write(same(value, Double.self)) }
    if T.self == JSON.self { return try write(same(value, JSON.self)) }
    if try writeRare(value) { return }
    let before = bytes.count
    try value.encode(to: JSONEncoding(writer: self, level: level))
    if bytes.count == before { bytes.append(contentsOf: "{}".utf8) }
  }

  /// The standard library's other numbers, and dictionaries in the order of their keys.
  @inline(__always)
  private func writeRare<T>(_ value: T) throws -> Bool {
    if T.self == Int32.self {
      bytes.appendDecimal(same(value, Int32.self))
    } else if T.self == UInt8.self {
      bytes.appendDecimal(same(value, UInt8.self))
    } else if T.self == UInt16.self {
      bytes.appendDecimal(same(value, UInt16.self))
    } else if T.self == UInt32.self {
      bytes.appendDecimal(same(value, UInt32.self))
    } else if T.self == UInt64.self {
      bytes.appendDecimal(same(value, UInt64.self))
    } else if T.self == UInt.self {
      bytes.appendDecimal(same(value, UInt.self))
    } else if T.self == Int8.self {
      bytes.appendDecimal(same(value, Int8.self))
    } else if T.self == Int16.self {
      bytes.appendDecimal(same(value, Int16.self))
    } else if T.self == Float.self {
      try write(same(value, Float.self))
    } else if T.self == [String: Int64].self {
      try write(sorted: same(value, [String: Int64].self))
    } else if T.self == [String: String].self {
      try write(sorted: same(value, [String: String].self))
    } else if T.self == [String: JSON].self {
      try write(sorted: same(value, [String: JSON].self))
    } else {
      return false
    }
    return true
  }

  /// The value as the type that it has just been found to be.
  @inline(__always)
  private func same<T, A>(_ value: T, _ type: A.Type) -> A { unsafeBitCast(value, to: type) }

  func write(_ text: String) { bytes.appendQuoted(text) }

  func writeNull() { bytes.append(contentsOf: "null".utf8) }

  private func write(_ truth: Bool) { bytes.append(contentsOf: (truth ? "true" : "false").utf8) }

  private func write(_ raw: RawJSON) {
    if raw.bytes.isEmpty { writeNull() } else { bytes.append(contentsOf: raw.bytes) }
  }

  private func write<F: BinaryFloatingPoint & CustomStringConvertible>(_ number: F) throws {
    guard number.isFinite else {
      throw EncodingError.invalidValue(
        number,
        EncodingError.Context(codingPath: [], debugDescription: "JSON has no number \(number)."))
    }
    bytes.append(contentsOf: number.description.utf8)
  }

  private func write(_ json: JSON) throws {
    switch json {
    case .null: writeNull()
    case .bool(let truth): write(truth)
    case .integer(let number): bytes.appendDecimal(number)
    case .number(let number): try write(number)
    case .string(let text): write(text)
    case .object(let members): try write(sorted: members)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        try write(element)
      }
      bytes.append(UInt8(ascii: "]"))
    }
  }

  /// Writes a dictionary so that equal ones have equal texts.
  private func write<V: Encodable>(sorted members: [String: V]) throws {
    bytes.append(UInt8(ascii: "{"))
    var first = true
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      if !first { bytes.append(UInt8(ascii: ",")) }
      first = false
      write(name)
      bytes.append(UInt8(ascii: ":"))
      try write(value, level: levels.count)
    }
    bytes.append(UInt8(ascii: "}"))
  }
}
