/// The Encoder that a type's `encode(to:)` meets: one value that is to be written.
///
/// Two words, so that it travels in an existential without an allocation. `WireText` and `WireEnum`
/// recognise it and skip the containers.
struct JSONEncoding: Encoder {
  let writer: JSONWriter
  let level: Int

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(
      ObjectEncoding<Key>(
        writer: writer, container: writer.begin(UInt8(ascii: "{"), level: level)))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    ArrayEncoding(writer: writer, container: writer.begin(UInt8(ascii: "["), level: level))
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    ValueEncoding(writer: writer, level: level, start: writer.bytes.count)
  }

  func write(string: String) { writer.write(string) }
}

/// Writes the members of an object.
struct ObjectEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let writer: JSONWriter
  let container: JSONWriter.Container

  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) {
    if writer.member(key.stringValue, of: container) { writer.writeNull() }
  }

  func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    guard writer.member(key.stringValue, of: container) else { return }
    try writer.write(value, level: writer.depth)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    superEncoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    superEncoder(forKey: key).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { child("super") }
  func superEncoder(forKey key: Key) -> any Encoder { child(key.stringValue) }

  private func child(_ name: String) -> JSONEncoding {
    _ = writer.member(name, of: container)
    return JSONEncoding(writer: writer, level: writer.depth)
  }
}

/// Writes the elements of an array.
struct ArrayEncoding: UnkeyedEncodingContainer {
  let writer: JSONWriter
  var container: JSONWriter.Container

  var codingPath: [any CodingKey] { [] }
  var count: Int { Int(container.count) }

  private mutating func next() -> Bool {
    container.count += 1
    return writer.element(of: container)
  }

  mutating func encodeNil() {
    if next() { writer.writeNull() }
  }

  mutating func encode<T: Encodable>(_ value: T) throws {
    guard next() else { return }
    try writer.write(value, level: writer.depth)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    superEncoder().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    superEncoder().unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder {
    _ = next()
    return JSONEncoding(writer: writer, level: writer.depth)
  }
}

/// Writes one value as it is.
struct ValueEncoding: SingleValueEncodingContainer {
  let writer: JSONWriter
  let level: Int
  let start: Int

  var codingPath: [any CodingKey] { [] }

  func encodeNil() {
    if isFirst() { writer.writeNull() }
  }

  func encode<T: Encodable>(_ value: T) throws {
    if isFirst() { try writer.write(value, level: level) }
  }

  private func isFirst() -> Bool {
    if writer.bytes.count == start { return true }
    writer.fail("A single value was written twice.")
    return false
  }
}
