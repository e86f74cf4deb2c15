import Models
import Mustache
import Synchronization
import Wire

/// What a message says, with marks where links will stand.
struct WrittenBody: Sendable, Hashable {
  var subject: String
  var text: String
  var html: String?
}

/// From a template and data to what a message says.
///
/// A link is a mark of control characters around its name. Marks cannot be forged: control
/// characters are taken out of the data and refused in templates. What is stored, shown to staff and
/// searched therefore never holds a token.
enum Rendering {
  static let markStart: Character = "\u{2}"
  static let markEnd: Character = "\u{3}"

  static func mark(_ link: String) -> String {
    "\(markStart)\(link)\(markEnd)"
  }

  /// Everything a template can show.
  struct Showing {
    var data: JSON
    var sender: Sender
    var recipient: (name: String?, address: String?)
    /// The names of the links the message has.
    var links: [String]
  }

  static func write(_ template: Template, _ showing: Showing) throws -> WrittenBody {
    let values = values(showing, in: template.language)
    return WrittenBody(
      subject: try render(template.subject, values, escaping: false)
        .split(whereSeparator: \.isWhitespace).joined(separator: " "),
      text: try render(template.text, values, escaping: false),
      html: try template.html.map { try render($0, values, escaping: true) })
  }

  private static func render(
    _ text: String, _ values: [String: Any], escaping: Bool
  ) throws -> String {
    let type = escaping ? Markup.name : "TEXT"
    return try parsed("{{% CONTENT_TYPE:\(type)}}\n\(text)").render(values)
  }

  /// Templates by their text: a newsletter to many is parsed once.
  private static let known = Mutex<[String: MustacheTemplate]>([:])

  private static func parsed(_ text: String) throws -> MustacheTemplate {
    _ = Markup.isRegistered
    if let template = known.withLock({ $0[text] }) { return template }
    let template = try MustacheTemplate(string: text)
    known.withLock { known in
      if known.count >= 200 { known.removeAll() }
      known[text] = template
    }
    return template
  }

  /// The data's members at the top; `links`, `sender` and `recipient` cannot be replaced by them.
  private static func values(_ showing: Showing, in language: String?) -> [String: Any] {
    var values = value(showing.data, in: language) as? [String: Any] ?? [:]
    var recipient: [String: Any] = [:]
    recipient["name"] = showing.recipient.name.flatMap { value(.string($0), in: language) }
    recipient["address"] = showing.recipient.address
    var sender: [String: Any] = [
      "name": showing.sender.name, "address": showing.sender.address.wire,
    ]
    sender["postalAddress"] = showing.sender.postalAddress
    values["name"] = values["name"] ?? recipient["name"]
    values["links"] = Dictionary(uniqueKeysWithValues: showing.links.map { ($0, mark($0)) })
    values["sender"] = sender
    values["recipient"] = recipient
    return values
  }

  /// A value as Mustache walks it; null and the empty text are absent, so that a section around
  /// them is left out; times are readable.
  private static func value(_ json: JSON, in language: String?) -> Any? {
    switch json {
    case .null: nil
    case .bool(let truth): truth
    case .integer(let number): number
    case .number(let number): number
    case .string(let text):
      text.isEmpty ? nil : ReadableTime.shown(text.withoutControls, in: language)
    case .array(let elements): elements.compactMap { value($0, in: language) }
    case .object(let members): members.compactMapValues { value($0, in: language) }
    }
  }

  /// The text with each mark replaced; marks of unknown links vanish.
  static func fill(_ text: String, _ link: (String) throws -> String?) rethrows -> String {
    var filled = ""
    var rest = Substring(text)
    while let start = rest.firstIndex(of: markStart),
      let end = rest[start...].firstIndex(of: markEnd)
    {
      filled += rest[..<start]
      filled += try link(String(rest[rest.index(after: start)..<end])) ?? ""
      rest = rest[rest.index(after: end)...]
    }
    return filled + rest
  }
}
