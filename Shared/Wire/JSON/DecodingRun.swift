/// One decoding of one value: the document, what has been asked of it, and what was wrong.
///
/// A violation does not end the run. It is noted, a placeholder takes the value's place and the
/// next member is read, so that a caller hears of all mistakes at once; the result is thrown away
/// if there was any. Only a value whose own `init(from:)` throws ends early, and by itself.
///
/// `marks` runs beside the tape. For the name of a member: 1 once it was asked for, which is how
/// unknown members are found. For an object: where the next search begins, which makes members
/// that come in the declared order a single comparison each.
final class DecodingRun {
  /// Ends an `init(from:)` whose violations have been noted already.
  struct Unreadable: Error {}

  /// Ends a look at a value through a single value container, and carries what was wrong, so that
  /// a type may look again for something else.
  struct Mismatch: Error {
    let violations: [Violation]
  }

  let document: JSONDocument
  let mode: JSONDocument.Mode
  private let root: Int
  // One thread reads one value after the other: there is nothing to check at each access.
  @exclusivity(unchecked) private var marks: [UInt32]
  @exclusivity(unchecked) private(set) var violations: [Violation] = []

  init(_ document: JSONDocument, root: Int, mode: JSONDocument.Mode) {
    self.document = document
    self.mode = mode
    self.root = root
    marks = [UInt32](repeating: 0, count: document.tape.count)
  }

  /// Reads the root value, or throws everything that was wrong.
  func decode<T: Decodable>(_ type: T.Type) throws(ServiceError) -> T {
    do {
      let result = try value(type, at: root, standIn: false)
      if mode == .strict { noteUnknownMembers() }
      if violations.isEmpty { return result }
    } catch {
      if mode == .strict { noteUnknownMembers() }
    }
    throw failure
  }

  private var failure: ServiceError {
    let ofShape = violations.contains { ["required", "unknown", "type"].contains($0.rule) }
    return ofShape
      ? ServiceError(
        .invalidParams, ServiceError.summary(violations), violations: violations)
      : .invalid(violations)
  }

  /// Notes each member that nobody asked for, of each object that was read member by member.
  private func noteUnknownMembers() {
    let tape = document.tape
    for object in root..<Int(tape[root].next) where tape[object].kind == .object {
      guard marks[object] != 0 else { continue }
      var name = object + 1
      while name < Int(tape[object].next) {
        if marks[name] == 0 { note("unknown", "is not known here", at: name + 1) }
        name = Int(tape[name + 1].next)
      }
    }
  }

  // Members

  func slot(_ node: Int) -> JSONSlot { document.tape[node] }

  /// Says that an object is being read member by member.
  func open(_ object: Int) {
    if marks[object] == 0 { marks[object] = UInt32(truncatingIfNeeded: object + 1) }
  }

  /// The value of a member, beginning the search where the last one ended. To look without
  /// `taking` leaves the next search at this member.
  func find(_ name: String, in object: Int, taking: Bool = true) -> Int? {
    var name = name
    return name.withUTF8 { wanted in
      document.bytes.withUnsafeBufferPointer { text in
        let end = Int(document.tape[object].next)
        let cursor = Int(marks[object])
        return search(wanted, from: cursor, to: end, text)
          ?? search(wanted, from: object + 1, to: cursor, text)
      }.map { found in
        marks[found] = 1
        marks[object] = taking ? document.tape[found + 1].next : UInt32(truncatingIfNeeded: found)
        return found + 1
      }
    }
  }

  @inline(__always)
  private func search(
    _ wanted: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int,
    _ text: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    var at = start
    while at < end {
      let slot = document.tape[at]
      if slot.plain {
        if JSONText.matches(slot.content, of: text, wanted) { return at }
      } else if document.text(of: slot).utf8.elementsEqual(wanted) {
        return at
      }
      at = Int(document.tape[at + 1].next)
    }
    return nil
  }

  /// The names of an object's members.
  func names(of object: Int) -> [String] {
    document.members(of: JSONDocument.Node(index: object)).compactMap { document.text($0.name) }
  }

  // Violations

  func path(_ node: Int) -> String { document.pointer(from: root, to: node) }

  func note(_ rule: String, limit: JSON? = nil, _ message: String, at node: Int) {
    violations.append(
      Violation(path: path(node), rule: rule, limit: limit, message: message))
  }

  func noteMissing(_ name: String, of object: Int) {
    violations.append(
      Violation(
        path: path(object) + "/" + JSONDocument.token(name), rule: "required",
        message: "is required"))
  }

  /// Notes that a value is not what the type asks for: a name of JSON Schema, with its article.
  func noteMismatch(_ expected: String, at node: Int) {
    let slot = slot(node)
    if slot.kind == .null { return note("required", "must not be null", at: node) }
    note(
      "type", limit: .string(String(expected.drop { $0 != " " }.dropFirst())),
      "must be \(expected), not \(slot.kindName)", at: node)
  }

  /// Notes why a value's own `init(from:)` failed.
  private func note(_ error: any Error, at node: Int) {
    switch error {
    case is Unreadable: break
    case let error as Mismatch: violations += error.violations
    case let error as Rejection: violations.append(Violation(path: path(node), error))
    case let error as ServiceError: note(error, at: node)
    case DecodingError.dataCorrupted(let context): note("value", context.debugDescription, at: node)
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      note("type", context.debugDescription, at: node)
    case DecodingError.keyNotFound(let key, _): noteMissing(key.stringValue, of: node)
    default: note("value", "is not valid", at: node)
    }
  }

  private func note(_ error: ServiceError, at node: Int) {
    if error.violations.isEmpty { return note(error.kind.rawValue, error.message, at: node) }
    let base = path(node)
    violations += error.violations.map {
      Violation(path: base + $0.path, rule: $0.rule, limit: $0.limit, message: $0.message)
    }
  }

  // Values

  /// Reads a value; where its `init(from:)` fails, a strict run notes why and hands back a
  /// placeholder. What a type says about a value in which something is wrong already is not
  /// noted: it judges placeholders.
  func value<T: Decodable>(_ type: T.Type, at node: Int, standIn: Bool) throws -> T {
    let before = violations.count
    do {
      return try T(from: JSONDecoding(run: self, node: node))
    } catch {
      if !(error is Mismatch) { marks[node] = 0 }
      if violations.count == before { note(error, at: node) }
      guard standIn, mode == .strict else { throw Unreadable() }
      return try placeholder(type)
    }
  }

  /// A value that lets the reading go on.
  @inline(never)
  func placeholder<T: Decodable>(_ type: T.Type) throws -> T {
    guard mode == .strict, let value = try? Placeholder.value(of: type) else { throw Unreadable() }
    return value
  }

  /// Takes back what was noted since there were `count` violations.
  func takeBack(to count: Int) -> [Violation] {
    defer { violations.removeSubrange(count...) }
    return Array(violations[count...])
  }
}
