extension DecodingRun {
  /// Reads a value of any type. Types that map straight to JSON are read here; the comparisons of
  /// types fold away where the type is known, and are one instruction each where it is not.
  @inline(__always)
  func read<T: Decodable>(_ type: T.Type, at node: Int) throws -> T {
    if T.self == String.self { return same(string(at: node), as: type) }
    if T.self == Int64.self { return same(integer(at: node) as Int64, as: type) }
    if T.self == Int.self { return same(integer(at: node) as Int, as: type) }
    if T.self == Bool.self { return same(bool(at: node), as: type) }
    if T.self == Double.self { return same(double(at: node), as: type) }
    if T.self == Timestamp.self { return same(timestamp(at: node), as: type) }
    if T.self == RawJSON.self {
      return same(document.raw(JSONDocument.Node(index: node)), as: type)
    }
    if T.self == JSON.self { return same(json(at: node), as: type) }
    return try readRare(type, at: node)
  }

  /// Reads the standard library's other numbers, and what has an `init(from:)` of its own.
  @inline(__always)
  private func readRare<T: Decodable>(_ type: T.Type, at node: Int) throws -> T {
    if T.self == Int32.self { return same(integer(at: node) as Int32, as: type) }
    if T.self == UInt8.self { return same(integer(at: node) as UInt8, as: type) }
    if T.self == UInt16.self { return same(integer(at: node) as UInt16, as: type) }
    if T.self == UInt32.self { return same(integer(at: node) as UInt32, as: type) }
    if T.self == UInt64.self { return same(integer(at: node) as UInt64, as: type) }
    if T.self == UInt.self { return same(integer(at: node) as UInt, as: type) }
    if T.self == Int8.self { return same(integer(at: node) as Int8, as: type) }
    if T.self == Int16.self { return same(integer(at: node) as Int16, as: type) }
    if T.self == Float.self { return same(Float(double(at: node)), as: type) }
    return try value(type, at: node, standIn: true)
  }

  /// A value of a type that has just been found to be `T`.
  @inline(__always)
  private func same<A, T>(_ value: A, as type: T.Type) -> T { unsafeBitCast(value, to: type) }

  /// Any value; the numbers in it have to be some that can be written again.
  func json(at node: Int) -> JSON {
    for index in node..<Int(document.tape[node].next) where slot(index).kind == .number {
      if !slot(index).plain || slot(index).content.count > 308 { _ = double(at: index) }
    }
    return document.value(JSONDocument.Node(index: node))
  }

  func string(at node: Int) -> String {
    let slot = slot(node)
    guard slot.kind == .string else {
      noteMismatch("a string", at: node)
      return ""
    }
    return document.text(of: slot)
  }

  func bool(at node: Int) -> Bool {
    switch slot(node).kind {
    case .truth: return true
    case .falsehood: return false
    default:
      noteMismatch("a boolean", at: node)
      return false
    }
  }

  func double(at node: Int) -> Double {
    let slot = slot(node)
    guard slot.kind == .number else {
      noteMismatch("a number", at: node)
      return 0
    }
    if slot.plain, slot.content.count < 16 { return Double(integer(at: node) as Int64) }
    let number = document.double(of: slot)
    if number.isInfinite { note("range", "must be a number within 64-bit precision", at: node) }
    return number
  }

  @inline(__always)
  func integer<I: FixedWidthInteger>(at node: Int) -> I {
    let slot = slot(node)
    guard slot.kind == .number else {
      noteMismatch("an integer", at: node)
      return 0
    }
    if slot.plain, slot.content.count < 19 {
      let parts = document.bytes.withUnsafeBufferPointer { JSONText.integer($0[slot.content]) }
      if let (negative, magnitude) = parts, let small = Int64(exactly: magnitude),
        let number = I(exactly: negative ? -small : small)
      {
        return number
      }
    }
    return largeInteger(slot, at: node)
  }

  /// Integers of many digits, with fraction or exponent, or out of range.
  private func largeInteger<I: FixedWidthInteger>(_ slot: JSONSlot, at node: Int) -> I {
    let text = String(decoding: document.bytes[slot.content], as: UTF8.self)
    if slot.plain, let number = I(text) { return number }
    let nearest = document.double(of: slot)
    if !slot.plain, let number = I(exactly: nearest) { return number }
    if !slot.plain, nearest.rounded() != nearest {
      note("type", limit: "integer", "must be an integer", at: node)
    } else {
      note("range", "must be between \(I.min) and \(I.max)", at: node)
    }
    return 0
  }

  func timestamp(at node: Int) -> Timestamp {
    let slot = slot(node)
    guard slot.kind == .string, slot.plain else { return text(Timestamp.self, at: node) }
    let moment = document.bytes.withUnsafeBufferPointer { text in
      Timestamp(rfc3339: UnsafeBufferPointer(rebasing: text[slot.content]))
    }
    return moment ?? text(Timestamp.self, at: node)
  }

  /// Reads a text with a rule.
  @inline(__always)
  func text<T: WireText>(_ type: T.Type, at node: Int) -> T {
    let slot = slot(node)
    guard slot.kind == .string else {
      noteMismatch("a string", at: node)
      return T.placeholder
    }
    do throws(Rejection) {
      return try T(wire: document.text(of: slot))
    } catch {
      note(error.rule, limit: error.limit, error.message, at: node)
      return T.placeholder
    }
  }

  /// Reads one of a list of texts.
  func enumeration<T: WireEnum>(_ type: T.Type, at node: Int) throws -> T {
    let slot = slot(node)
    if slot.kind == .string {
      let text = document.text(of: slot)
      if let value = T(rawValue: text), mode == .lenient || text != "other" { return value }
      if mode == .lenient, let other = T.catchAll { return other }
      let allowed = T.wireValues
      note(
        "enum", limit: .array(allowed.map(JSON.string)),
        "must be one of \(allowed.joined(separator: ", "))", at: node)
    } else {
      noteMismatch("a string", at: node)
    }
    guard let first = T.allCases.first else { throw Unreadable() }
    return first
  }
}
