import Wire

/// What somebody filled in, as a subject and a text for people: a pure function of the values.
///
///     subject:  the value of `subject`, or else the form's title
///     body:     the value of `message` or `body`, then every other answer as "label: value"
struct FormText: Equatable {
  /// What a form calls one of its fields.
  struct Label: Codable, Sendable {
    var key: String
    var label: String
  }

  let subject: String
  let body: String
  /// Who it is, where the form asks.
  let name: String?

  private static let longestSubject = 200
  private static let messages = ["message", "body"]
  /// What stands elsewhere on the ticket.
  private static let elsewhere: Set<String> = ["subject", "name", "email", "phone", "handle"]

  /// - Parameter labels: of the form's fields, in their order; a field without one goes by its key.
  init(_ title: String, _ values: [String: JSON], _ labels: [Label]) {
    let texts = values.compactMapValues(Self.text)
    let message = Self.messages.first { texts[$0] != nil }
    subject = String((texts["subject"] ?? title).oneLine.prefix(Self.longestSubject))
    name = texts["name"]?.oneLine
    let labelled = labels.map(\.key)
    let rest = values.keys.filter { !labelled.contains($0) }.sorted()
    let names = Dictionary(
      labels.map { ($0.key, $0.label) }, uniquingKeysWith: { first, _ in first })
    let lines = (labelled + rest).compactMap { key -> String? in
      // With a message the address is beside it; without one, all that was said is the answers.
      let isElsewhere = Self.elsewhere.contains(key) && message != nil
      guard key != message, !isElsewhere, let text = texts[key] else { return nil }
      return "\(names[key] ?? key): \(text)"
    }
    body = [message.flatMap { texts[$0] }, lines.joined(separator: "\n")]
      .compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// A value as people read it; nil for nothing.
  private static func text(_ value: JSON) -> String? {
    let text: String? =
      switch value {
      case .null: nil
      case .bool(let isTrue): isTrue ? "yes" : "no"
      case .integer(let number): "\(number)"
      case .number(let number): "\(number)"
      case .string(let text): text.replacing("\0", with: "")
      case .array(let items): items.compactMap(Self.text).joined(separator: ", ")
      case .object(let members):
        members.sorted { $0.key < $1.key }
          .compactMap { member in Self.text(member.value).map { "\(member.key) \($0)" } }
          .joined(separator: ", ")
      }
    return text.flatMap { $0.contains { !$0.isWhitespace } ? $0 : nil }
  }
}
