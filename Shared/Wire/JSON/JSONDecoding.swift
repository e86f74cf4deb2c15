/// The Decoder that a type's `init(from:)` meets: one value of a run.
///
/// Two words, so that it travels in an existential without an allocation. `WireText` and `WireEnum`
/// recognise it and skip the containers.
struct JSONDecoding: Decoder {
  let run: DecodingRun
  let node: Int

  var codingPath: [any CodingKey] { PathKey.path(run, node) }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard run.slot(node).kind == .object else {
      run.noteMismatch("an object", at: node)
      throw DecodingRun.Unreadable()
    }
    run.open(node)
    return KeyedDecodingContainer(ObjectDecoding<Key>(run: run, object: node))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard run.slot(node).kind == .array else {
      run.noteMismatch("an array", at: node)
      throw DecodingRun.Unreadable()
    }
    return ArrayDecoding(run: run, array: node)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    ValueDecoding(run: run, node: node)
  }

  func text<T: WireText>(_ type: T.Type) -> T { run.text(type, at: node) }

  func enumeration<T: WireEnum>(_ type: T.Type) throws -> T {
    try run.enumeration(type, at: node)
  }
}

/// Reads the members of an object by name.
struct ObjectDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let run: DecodingRun
  let object: Int

  var codingPath: [any CodingKey] { PathKey.path(run, object) }
  var allKeys: [Key] { run.names(of: object).compactMap { Key(stringValue: $0) } }

  func contains(_ key: Key) -> Bool {
    run.find(key.stringValue, in: object, taking: false) != nil
  }

  func decodeNil(forKey key: Key) -> Bool {
    guard let node = run.find(key.stringValue, in: object, taking: false) else { return true }
    return run.slot(node).kind == .null
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    guard let node = run.find(key.stringValue, in: object) else {
      run.noteMissing(key.stringValue, of: object)
      return try run.placeholder(type)
    }
    return try run.read(type, at: node)
  }

  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    try optional(type, key)
  }

  @inline(__always)
  private func optional<T: Decodable>(_ type: T.Type, _ key: Key) throws -> T? {
    guard let node = run.find(key.stringValue, in: object), run.slot(node).kind != .null else {
      return nil
    }
    return try run.read(type, at: node)
  }

  // The standard library has slower answers for these types, which would win over the one above.

  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
    try optional(type, key)
  }

  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
    try optional(type, key)
  }

  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
    try optional(type, key)
  }

  func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
    try optional(type, key)
  }

  func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
    try optional(type, key)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try superDecoder(forKey: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try child("super") }
  func superDecoder(forKey key: Key) throws -> any Decoder { try child(key.stringValue) }

  private func child(_ name: String) throws -> JSONDecoding {
    guard let node = run.find(name, in: object) else {
      run.noteMissing(name, of: object)
      throw DecodingRun.Unreadable()
    }
    return JSONDecoding(run: run, node: node)
  }
}

/// Reads the elements of an array in order. Three words, for the existential's sake.
struct ArrayDecoding: UnkeyedDecodingContainer {
  private let run: DecodingRun
  private let array: Int32
  private var at: Int32
  private var index: Int32 = 0

  init(run: DecodingRun, array: Int) {
    self.run = run
    self.array = Int32(truncatingIfNeeded: array)
    at = Int32(truncatingIfNeeded: array + 1)
  }

  private var end: Int { Int(run.slot(Int(array)).next) }

  var codingPath: [any CodingKey] { PathKey.path(run, Int(array)) }
  var currentIndex: Int { Int(index) }
  var isAtEnd: Bool { Int(at) >= end }

  var count: Int? {
    run.document.elements(of: JSONDocument.Node(index: Int(array))).reduce(0) { sum, _ in sum + 1 }
  }

  /// Steps over one element.
  private mutating func next() throws -> Int {
    let node = Int(at)
    guard node < end else {
      run.note("required", "must have more than \(index) elements", at: Int(array))
      throw DecodingRun.Unreadable()
    }
    at = Int32(truncatingIfNeeded: run.slot(node).next)
    index += 1
    return node
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, run.slot(Int(at)).kind == .null else { return false }
    _ = try next()
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    try run.read(type, at: next())
  }

  mutating func decodeIfPresent<T: Decodable>(_ type: T.Type) throws -> T? {
    if try isAtEnd || decodeNil() { return nil }
    return try decode(type)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try superDecoder().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { JSONDecoding(run: run, node: try next()) }
}

/// Reads one value as it is. What does not fit is thrown instead of noted, so that a type that has
/// several forms may try them one after the other.
struct ValueDecoding: SingleValueDecodingContainer {
  let run: DecodingRun
  let node: Int

  var codingPath: [any CodingKey] { PathKey.path(run, node) }

  func decodeNil() -> Bool { run.slot(node).kind == .null }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let before = run.violations.count
    do {
      let value = try run.read(type, at: node)
      if run.violations.count == before { return value }
    } catch is DecodingRun.Unreadable {}
    throw DecodingRun.Mismatch(violations: run.takeBack(to: before))
  }
}

/// A step of a coding path, for types that ask where they are.
struct PathKey: CodingKey {
  let stringValue: String
  var intValue: Int? { Int(stringValue) }

  init(stringValue: String) { self.stringValue = stringValue }
  init(intValue: Int) { stringValue = String(intValue) }

  static func path(_ run: DecodingRun, _ node: Int) -> [any CodingKey] {
    run.path(node).split(separator: "/").map { PathKey(stringValue: String($0)) }
  }
}
