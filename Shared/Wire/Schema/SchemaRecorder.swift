/// A decoder that writes down what a type asks for and hands back placeholders.
///
/// Running `init(from:)` with it yields the members a type reads, in order, with their types, and
/// whether it can do without them. Some types refuse certain combinations ("exactly one of"), so
/// one recorder runs a type several times, with other `Filling`s, and adds up what it hears.
final class SchemaRecorder: Decoder {
  /// Which of the optional members are present.
  enum Filling: Equatable {
    case none, all
    case only(Int)
  }

  private var filling = Filling.all
  /// How deep placeholders nest; ends types that would need themselves.
  let depth: Int
  private var recorded: Schema?
  /// Optional members in the order they were asked for.
  private(set) var optional: [String] = []

  let codingPath: [any CodingKey] = []
  let userInfo: [CodingUserInfoKey: Any] = [:]

  init(depth: Int) { self.depth = depth }

  /// Lets the type decode itself with these optional members present.
  func run<T: Decodable>(_ type: T.Type, _ filling: Filling) throws -> T {
    self.filling = filling
    return try T(from: self)
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    if case .object = recorded?.shape {} else { recorded = .object([]) }
    return KeyedDecodingContainer(KeyedRecorder<Key>(recorder: self))
  }

  func unkeyedContainer() -> any UnkeyedDecodingContainer {
    recorded = .array(of: .anything)
    return UnkeyedRecorder(recorder: self)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    SingleRecorder(recorder: self)
  }

  /// Whether the type named anything it wants.
  var heardNothing: Bool { recorded == nil || recorded == .object([]) }

  /// What was asked for so far. A type that asks for nothing is an object without members.
  var schema: Schema {
    guard let recorded else { return .object([]) }
    guard case .object(var object) = recorded.shape else { return recorded }
    for index in object.properties.indices {
      object.properties[index].required = !optional.contains(object.properties[index].name)
    }
    return Schema(.object(object))
  }

  /// Says whether the optional member is there this time, and remembers that it is optional.
  func asks(for name: String) -> Bool {
    if !optional.contains(name) { optional.append(name) }
    switch filling {
    case .none: return false
    case .all: return true
    case .only(let index): return optional.firstIndex(of: name) == index
    }
  }

  /// Notes a member of the object.
  func member(_ name: String, _ schema: Schema) {
    guard case .object(var object) = recorded?.shape else { return }
    if object.properties.contains(where: { $0.name == name }) { return }
    object.properties.append(.required(name, schema))
    recorded = Schema(.object(object))
  }

  /// Notes what the items of the list are.
  func item(_ schema: Schema) { recorded = .array(of: schema) }

  /// Notes that the type is another type in disguise.
  func value(_ schema: Schema) {
    if recorded == nil { recorded = schema }
  }
}

private struct KeyedRecorder<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let recorder: SchemaRecorder
  var codingPath: [any CodingKey] { recorder.codingPath }
  var allKeys: [Key] { [] }

  func contains(_ key: Key) -> Bool { recorder.asks(for: key.stringValue) }
  func decodeNil(forKey key: Key) -> Bool { false }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    recorder.member(key.stringValue, .of(type))
    return try Placeholder.value(of: type, depth: recorder.depth + 1)
  }

  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) -> T? { maybe(type, key) }

  // An absent member's type is known all the same, and a type that needs itself ends here.
  private func maybe<T: Decodable>(_ type: T.Type, _ key: Key) -> T? {
    let present = recorder.asks(for: key.stringValue)
    recorder.member(key.stringValue, .of(type))
    return present ? try? Placeholder.value(of: type, depth: recorder.depth + 1) : nil
  }

  // The protocol's own versions of these do not say what they would have read.
  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) -> Bool? { maybe(type, key) }
  func decodeIfPresent(_ type: String.Type, forKey key: Key) -> String? { maybe(type, key) }
  func decodeIfPresent(_ type: Double.Type, forKey key: Key) -> Double? { maybe(type, key) }
  func decodeIfPresent(_ type: Float.Type, forKey key: Key) -> Float? { maybe(type, key) }
  func decodeIfPresent(_ type: Int.Type, forKey key: Key) -> Int? { maybe(type, key) }
  func decodeIfPresent(_ type: Int8.Type, forKey key: Key) -> Int8? { maybe(type, key) }
  func decodeIfPresent(_ type: Int16.Type, forKey key: Key) -> Int16? { maybe(type, key) }
  func decodeIfPresent(_ type: Int32.Type, forKey key: Key) -> Int32? { maybe(type, key) }
  func decodeIfPresent(_ type: Int64.Type, forKey key: Key) -> Int64? { maybe(type, key) }
  func decodeIfPresent(_ type: UInt.Type, forKey key: Key) -> UInt? { maybe(type, key) }
  func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) -> UInt8? { maybe(type, key) }
  func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) -> UInt16? { maybe(type, key) }
  func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) -> UInt32? { maybe(type, key) }
  func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) -> UInt64? { maybe(type, key) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    throw SchemaError(path: key.stringValue, SchemaRecorder.nesting)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw SchemaError(path: key.stringValue, SchemaRecorder.nesting)
  }

  func superDecoder() -> any Decoder { recorder }
  func superDecoder(forKey key: Key) -> any Decoder { recorder }
}

private struct UnkeyedRecorder: UnkeyedDecodingContainer {
  let recorder: SchemaRecorder
  var codingPath: [any CodingKey] { recorder.codingPath }
  var count: Int? { nil }
  var currentIndex = 0
  var isAtEnd: Bool { currentIndex > 0 }

  init(recorder: SchemaRecorder) { self.recorder = recorder }

  func decodeNil() -> Bool { false }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    currentIndex += 1
    recorder.item(.of(type))
    return try Placeholder.value(of: type, depth: recorder.depth + 1)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    throw SchemaError(path: "-", SchemaRecorder.nesting)
  }

  func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    throw SchemaError(path: "-", SchemaRecorder.nesting)
  }

  func superDecoder() -> any Decoder { recorder }
}

private struct SingleRecorder: SingleValueDecodingContainer {
  let recorder: SchemaRecorder
  var codingPath: [any CodingKey] { recorder.codingPath }

  func decodeNil() -> Bool { false }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    recorder.value(.of(type))
    return try Placeholder.value(of: type, depth: recorder.depth + 1)
  }
}

extension SchemaRecorder {
  static let nesting = "opens a nested container; give the member a type of its own"
}
