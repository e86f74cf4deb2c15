import Wire

/// Looks over a request's values and keeps all that is wrong with them, to be told at once.
///
///     var checking = Checking()
///     let subject = checking.line(params.subject, at: "/subject", limit: 200)
///     checking.expect(known, at: "/queue", "reference", "names no queue")
///     try checking.finish()
struct Checking {
  /// How long a text may be, in bytes of UTF-8: well under what a frame can carry.
  static let longestText = 65_536

  private(set) var violations: [Violation] = []

  /// Notes a violation unless the condition holds.
  mutating func expect(
    _ holds: Bool, at path: String, _ rule: String, limit: JSON? = nil,
    _ message: @autoclosure () -> String
  ) {
    guard !holds else { return }
    violations.append(Violation(path: path, rule: rule, limit: limit, message: message()))
  }

  /// A text that says something, kept as it was written.
  @discardableResult
  mutating func text(_ text: String, at path: String, limit: Int = longestText) -> String {
    expect(text.saysSomething, at: path, "required", "must say something")
    expect(
      text.utf8.count <= limit, at: path, "length", limit: .integer(Int64(limit)),
      "must have at most \(limit) bytes")
    // PostgreSQL's texts cannot hold it, and nobody means it.
    expect(!text.utf8.contains(0), at: path, "text", "must not contain U+0000")
    return text
  }

  /// A text of one line, trimmed; line breaks become spaces, so that it can stand in a header.
  mutating func line(_ text: String, at path: String, limit: Int) -> String {
    self.text(text, at: path, limit: limit).oneLine
  }

  /// The value, or what is wrong with it.
  mutating func collect<Value>(_ body: () throws(ServiceError) -> Value) -> Value? {
    do {
      return try body()
    } catch {
      violations += error.violations
      return nil
    }
  }

  /// - Throws: `invalid` with everything noted.
  func finish() throws(ServiceError) {
    guard violations.isEmpty else { throw .invalid(violations) }
  }
}

// What a character is costs a search in Unicode's tables; what most texts begin with does not.

extension String {
  /// Whether there is more to it than blanks.
  fileprivate var saysSomething: Bool {
    utf8.first.map { (0x21...0x7E).contains($0) } ?? false || contains { !$0.isWhitespace }
  }

  /// Without blanks at its ends, and with single spaces for the blanks and line breaks inside.
  var oneLine: String {
    isOneLine ? self : split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Whether it is plain ASCII, and one line already.
  private var isOneLine: Bool {
    var afterBlank = true
    for byte in utf8 {
      let isBlank = byte == 0x20
      guard isBlank ? !afterBlank : (0x21...0x7E).contains(byte) else { return false }
      afterBlank = isBlank
    }
    return !afterBlank
  }
}
