extension JSONDocument {
  /// One member of an object.
  public struct Member: Sendable, Hashable {
    /// The member's name, a string.
    public let name: Node
    /// The member's value.
    public let value: Node
  }

  /// Walks the children of a node: one value a step in an array, two in an object.
  public struct Children: Sequence, IteratorProtocol, Sendable {
    private let tape: ContiguousArray<JSONSlot>
    private var at: Int
    private let end: Int

    init(_ tape: ContiguousArray<JSONSlot>, of parent: Int) {
      self.tape = tape
      at = parent + 1
      end = Int(tape[parent].next)
    }

    /// The next child, if there is one.
    public mutating func next() -> Node? {
      guard at < end else { return nil }
      defer { at = Int(tape[at].next) }
      return Node(index: at)
    }
  }

  /// Walks the members of an object.
  public struct Members: Sequence, IteratorProtocol, Sendable {
    private var children: Children

    init(_ children: Children) { self.children = children }

    /// The next member, if there is one.
    public mutating func next() -> Member? {
      guard let name = children.next(), let value = children.next() else { return nil }
      return Member(name: name, value: value)
    }
  }

  func slot(_ node: Node) -> JSONSlot {
    contains(node) ? tape[node.index] : JSONSlot(start: 0, kind: .null)
  }

  /// Whether the value is `null`.
  public func isNull(_ node: Node) -> Bool { slot(node).kind == .null }
  /// Whether the value is an object.
  public func isObject(_ node: Node) -> Bool { slot(node).kind == .object }
  /// Whether the value is an array.
  public func isArray(_ node: Node) -> Bool { slot(node).kind == .array }
  /// Whether the value is a string.
  public func isString(_ node: Node) -> Bool { slot(node).kind == .string }
  /// Whether the value is a number.
  public func isNumber(_ node: Node) -> Bool { slot(node).kind == .number }

  /// The value, if it is a boolean.
  public func bool(_ node: Node) -> Bool? {
    switch slot(node).kind {
    case .truth: true
    case .falsehood: false
    default: nil
    }
  }

  /// The value, if it is a string.
  public func text(_ node: Node) -> String? {
    let slot = slot(node)
    return slot.kind == .string ? text(of: slot) : nil
  }

  func text(of slot: JSONSlot) -> String {
    bytes.withUnsafeBufferPointer { text in
      slot.plain
        ? String(decoding: UnsafeBufferPointer(rebasing: text[slot.content]), as: UTF8.self)
        : JSONText.unescaped(text[slot.content])
    }
  }

  /// The value, if it is a whole number that fits; `1.0` and `1e3` are whole too.
  public func integer(_ node: Node) -> Int64? {
    let slot = slot(node)
    guard slot.kind == .number else { return nil }
    guard slot.plain else { return Int64(exactly: double(of: slot)) }
    let parts = bytes.withUnsafeBufferPointer { JSONText.integer($0[slot.content]) }
    guard let (negative, magnitude) = parts else { return nil }
    return negative
      ? magnitude == Int64.min.magnitude ? .min : Int64(exactly: magnitude).map { -$0 }
      : Int64(exactly: magnitude)
  }

  /// The value, if it is a number, as the nearest Double.
  public func number(_ node: Node) -> Double? {
    let slot = slot(node)
    return slot.kind == .number ? double(of: slot) : nil
  }

  func double(of slot: JSONSlot) -> Double {
    bytes.withUnsafeBufferPointer { JSONText.double($0[slot.content]) }
  }

  /// Whether the value is this string; compares bytes and makes no `String`.
  public func equals(_ node: Node, _ text: String) -> Bool {
    let slot = slot(node)
    guard slot.kind == .string else { return false }
    guard slot.plain else { return self.text(of: slot).utf8.elementsEqual(text.utf8) }
    var text = text
    return text.withUTF8 { wanted in
      bytes.withUnsafeBufferPointer { JSONText.matches(slot.content, of: $0, wanted) }
    }
  }

  /// The elements of an array in order; nothing for any other value.
  public func elements(of node: Node) -> Children {
    isArray(node) ? Children(tape, of: node.index) : Children(leaf, of: 0)
  }

  /// The members of an object in order; nothing for any other value.
  public func members(of node: Node) -> Members {
    Members(isObject(node) ? Children(tape, of: node.index) : Children(leaf, of: 0))
  }

  /// A tape with one childless value.
  private var leaf: ContiguousArray<JSONSlot> { [JSONSlot(start: 0, next: 1, kind: .null)] }

  /// A member's value by its name; nil if there is none or the node is no object.
  public func member(_ name: String, of node: Node) -> Node? {
    members(of: node).first { equals($0.name, name) }?.value
  }

  /// The value's text, verbatim.
  public func slice(_ node: Node) -> ArraySlice<UInt8> {
    contains(node) ? bytes[tape[node.index].source] : []
  }

  /// A copy of the value's text, verbatim.
  public func raw(_ node: Node) -> RawJSON { RawJSON(bytes: Array(slice(node))) }

  /// The value as a tree. Whole numbers beyond 64 bits become the nearest Double.
  public func value(_ node: Node) -> JSON {
    switch slot(node).kind {
    case .null: .null
    case .falsehood: .bool(false)
    case .truth: .bool(true)
    case .string: .string(text(of: slot(node)))
    case .array: .array(elements(of: node).map(value))
    case .object:
      .object(
        Dictionary(
          members(of: node).map { (text($0.name) ?? "", value($0.value)) },
          uniquingKeysWith: { _, last in last }))
    case .number:
      slot(node).plain
        ? integer(node).map(JSON.integer) ?? .number(double(of: slot(node)))
        : .number(double(of: slot(node)))
    }
  }

  /// The JSON Pointer (RFC 6901) that leads from one value to another inside it.
  func pointer(from root: Int, to target: Int) -> String {
    var path = ""
    var at = root
    while at < target, tape[at].kind == .object || tape[at].kind == .array {
      let named = tape[at].kind == .object
      var (value, position) = (named ? at + 2 : at + 1, 0)
      while Int(tape[value].next) <= target {
        value = Int(tape[value].next) + (named ? 1 : 0)
        position += 1
      }
      path += "/" + (named ? Self.token(text(of: tape[value - 1])) : String(position))
      at = value
    }
    return path
  }

  /// A name as one step of a pointer.
  static func token(_ name: String) -> String {
    guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
      return name
    }
    return name.reduce(into: "") { token, letter in
      switch letter {
      case "~": token += "~0"
      case "/": token += "~1"
      default: token.append(letter)
      }
    }
  }
}
