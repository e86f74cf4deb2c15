/// A type of the standard library that maps straight to JSON.
///
/// The schema says `.of(element)` for what it contains, so that only the document decides where a
/// named type is written out.
protocol SchemaPrimitive: Decodable {
  static var schema: Schema { get }
  /// A harmless value; `depth` counts how many values it is nested in.
  static func placeholder(depth: Int) -> Self
}

extension Bool: SchemaPrimitive {
  static var schema: Schema { .boolean }
  static func placeholder(depth: Int) -> Bool { false }
}

extension String: SchemaPrimitive {
  static var schema: Schema { .string }
  // Not empty: most rules about texts want at least one character.
  static func placeholder(depth: Int) -> String { "x" }
}

extension FixedWidthInteger where Self: Decodable {
  static var schema: Schema { isSigned ? .integer : .integer(minimum: 0) }
  // One, because counts, scores and limits usually start there.
  static func placeholder(depth: Int) -> Self { 1 }
}

extension Int: SchemaPrimitive {}
extension Int8: SchemaPrimitive {}
extension Int16: SchemaPrimitive {}
extension Int32: SchemaPrimitive {}
extension Int64: SchemaPrimitive {}
extension UInt: SchemaPrimitive {}
extension UInt8: SchemaPrimitive {}
extension UInt16: SchemaPrimitive {}
extension UInt32: SchemaPrimitive {}
extension UInt64: SchemaPrimitive {}

extension BinaryFloatingPoint where Self: Decodable {
  static var schema: Schema { .number }
  static func placeholder(depth: Int) -> Self { 1 }
}

extension Double: SchemaPrimitive {}
extension Float: SchemaPrimitive {}

extension Optional: SchemaPrimitive where Wrapped: Decodable {
  static var schema: Schema { .of(Wrapped.self) }
  static func placeholder(depth: Int) -> Wrapped? { nil }
}

extension Array: SchemaPrimitive where Element: Decodable {
  static var schema: Schema { .array(of: .of(Element.self)) }
  // One item where possible, since lists that may not be empty are common.
  static func placeholder(depth: Int) -> [Element] {
    guard depth < Placeholder.listDepth else { return [] }
    return (try? [Placeholder.value(of: Element.self, depth: depth + 1)]) ?? []
  }
}

extension Set: SchemaPrimitive where Element: Decodable {
  static var schema: Schema { .array(of: .of(Element.self)) }
  static func placeholder(depth: Int) -> Set<Element> { [] }
}

extension Dictionary: SchemaPrimitive
where Key: CodingKeyRepresentable & Decodable, Value: Decodable {
  static var schema: Schema { .dictionary(of: .of(Value.self)) }
  static func placeholder(depth: Int) -> [Key: Value] { [:] }
}
