import Models
import Wire

/// What may stand in the fields of a form.
///
/// Values come as JSON, or as text from browsers that know nothing else: numbers are read from
/// their text, and a ticked box may say `on`. What is accepted is in canonical form.
enum FieldRules {
  /// No value is longer than this, in Unicode scalars.
  static let longest = 10_000

  /// Holds what was filled in against the fields.
  ///
  /// - Returns: the values in canonical form, blank ones left out, and all that is wrong, with paths
  ///   such as `/values/email`, in the order of the fields.
  static func check(
    _ values: [String: JSON], against fields: [FormField]
  ) -> (values: [String: JSON], violations: [Violation]) {
    var accepted: [String: JSON] = [:]
    var violations: [Violation] = []
    for field in fields {
      do throws(Rejection) {
        accepted[field.key.wire] = try field.accept(values[field.key.wire] ?? .null)
      } catch {
        violations.append(Violation(path: path(of: field.key.wire), error))
      }
    }
    let known = Set(fields.map(\.key.wire))
    for key in values.keys.sorted() where !known.contains(key) {
      violations.append(
        Violation(path: path(of: key), rule: "unknown", message: "is not a field of this form"))
    }
    return (accepted, violations)
  }

  /// The JSON Pointer (RFC 6901) of a value.
  private static func path(of key: String) -> String {
    "/values/" + key.replacing("~", with: "~0").replacing("/", with: "~1")
  }
}

extension FormField {
  /// The value in canonical form; nil where nothing was filled in and nothing has to be.
  func accept(_ value: JSON) throws(Rejection) -> JSON? {
    if value.isBlank {
      guard required == true else { return nil }
      throw Rejection(rule: "required", message: "is required")
    }
    switch type {
    case .text, .hidden: return .string(try value.line())
    case .textarea, .other: return .string(try value.text())
    case .email: return .string(try EmailAddress(wire: try value.text()).wire)
    case .phone: return .string(try PhoneNumber(wire: try value.text()).wire)
    case .number: return try value.numeric()
    case .date: return .string(try value.date())
    case .select: return .string(try choice(value))
    case .checkbox: return try tick(value)
    case .rating: return .integer(try value.whole(in: 1...5))
    case .nps: return .integer(try value.whole(in: 0...10))
    }
  }

  private func choice(_ value: JSON) throws(Rejection) -> String {
    let text = try value.text()
    let options = options ?? []
    guard options.contains(text) else {
      throw Rejection(
        rule: "option", limit: .array(options.map(JSON.string)),
        message: "must be one of \(options.joined(separator: ", "))")
    }
    return text
  }

  private func tick(_ value: JSON) throws(Rejection) -> JSON {
    let isTicked: Bool
    switch value {
    case .bool(let given): isTicked = given
    case .string("on"), .string("true"): isTicked = true
    case .string("false"): isTicked = false
    default: throw Rejection(rule: "type", message: "must be true or false")
    }
    if required == true, !isTicked { throw Rejection(rule: "required", message: "must be ticked") }
    return .bool(isTicked)
  }
}

extension JSON {
  /// Nothing was filled in.
  fileprivate var isBlank: Bool {
    switch self {
    case .null: true
    case .string(let text): text.allSatisfy(\.isWhitespace)
    case .bool, .integer, .number, .array, .object: false
    }
  }

  fileprivate func text() throws(Rejection) -> String {
    guard case .string(let text) = self else {
      throw Rejection(rule: "type", message: "must be a text")
    }
    guard text.unicodeScalars.count <= FieldRules.longest else {
      throw TextRules.tooLong(FieldRules.longest)
    }
    return text
  }

  /// A text that cannot smuggle in a second line, such as another header of a mail.
  fileprivate func line() throws(Rejection) -> String {
    let text = try text()
    guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      throw Rejection(rule: "line", message: "must be one line")
    }
    return text
  }

  fileprivate func numeric() throws(Rejection) -> JSON {
    switch self {
    case .integer, .number: return self
    case .string(let text) where text.utf8.count <= 40:
      if let whole = Int64(text) { return .integer(whole) }
      let isDecimal = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
      if isDecimal, let number = Double(text), number.isFinite { return .number(number) }
    default: break
    }
    throw Rejection(rule: "type", message: "must be a number")
  }

  fileprivate func whole(in range: ClosedRange<Int64>) throws(Rejection) -> Int64 {
    guard case .integer(let number) = try numeric(), range.contains(number) else {
      throw Rejection(
        rule: "range", limit: .array([.integer(range.lowerBound), .integer(range.upperBound)]),
        message: "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  fileprivate func date() throws(Rejection) -> String {
    let text = try text()
    guard text.utf8.count == 10, (try? Timestamp(wire: text + "T00:00:00Z")) != nil else {
      throw Rejection(rule: "date", message: "must be a date such as 2026-01-31")
    }
    return text
  }
}
