import Models
import Wire

/// What an event says, in a few words: its type's sentence and the members that tell one such event
/// from another.
enum Gist {
  static func text(_ event: CloudEvent) -> String {
    let sentence = sentences[event.type] ?? event.type
    guard let bytes = event.data?.bytes,
      let data = try? JSONCoding.decode(JSON.self, from: bytes, mode: .lenient)
    else { return sentence }
    let details = details(of: data)
    return details.isEmpty ? sentence : "\(sentence): \(details.joined(separator: ", "))"
  }

  private static let sentences = Dictionary(
    Suite.members.flatMap { $0.events.map { ($0.type, $0.summary) } },
    uniquingKeysWith: { first, _ in first })

  /// Where the telling members are, in the order in which they are told; `%` is the value.
  private static let members: [(path: [String], form: String)] = [
    (["ticket", "number"], "#%"), (["ticket", "subject"], "“%”"), (["ticket", "status"], "%"),
    (["title"], "“%”"), (["outcome"], "%"), (["identity", "value"], "%"), (["topic"], "%"),
    (["topics"], "%"), (["message", "template"], "%"), (["message", "class"], "%"),
    (["enrolment", "journey"], "journey %"), (["enrolment", "step"], "step %"),
    (["journey"], "journey %"), (["campaign"], "campaign %"), (["campaign", "key"], "%"),
    (["journey", "key"], "%"), (["form", "key"], "%"), (["topic", "key"], "%"), (["key"], "%"),
    (["provider"], "provider %"), (["score"], "score %"), (["changed"], "%"), (["url"], "%"),
    (["reason"], "%"), (["reasons", "0", "because"], "%"), (["detail"], "%"),
  ]

  private static func details(of data: JSON) -> [String] {
    members.compactMap { member in
      text(member.path[...], in: data).map { member.form.replacing("%", with: $0) }
    }
  }

  private static func text(_ path: ArraySlice<String>, in value: JSON) -> String? {
    guard let name = path.first else { return words(value) }
    let inner = Int(name).map { value[$0] } ?? value[name]
    return inner.flatMap { text(path.dropFirst(), in: $0) }
  }

  private static func words(_ value: JSON) -> String? {
    switch value {
    case .string(let text): text.isEmpty ? nil : text.count > 60 ? text.prefix(59) + "…" : text
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .array(let items) where !items.isEmpty: items.compactMap(words).joined(separator: " ")
    case .null, .bool, .array, .object: nil
    }
  }
}
