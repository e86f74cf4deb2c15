import Hummingbird
import Models
import Wire

/// What a reader of `/events` asks for.
struct StreamRequest: Sendable {
  /// Prefixes of event types; all when empty.
  let types: [String]
  /// Where the reader was; nil to begin.
  let cursor: StreamCursor?
  /// Whether one who begins wants the past as well.
  let fromStart: Bool

  /// - Throws: `invalid` for what cannot be read.
  init(_ request: Request) throws(ServiceError) {
    let query = request.query
    types = query.all("types").flatMap { $0.split(separator: ",").map(String.init) }
    for type in types where !Suite.members.contains(where: { Self.concerns(type, $0.name) }) {
      throw Self.invalid("/types", "names events of no service: \(type)")
    }
    switch query.text("from") {
    case nil, "now": fromStart = false
    case "start": fromStart = true
    case let word?: throw Self.invalid("/from", "must be start or now, not \(word)")
    }
    // The header is what a browser sends by itself when it comes back; the query is for the first
    // time after a page was loaded again.
    let text = request.headers[.lastEventID] ?? query.text("after")
    cursor = text.flatMap(StreamCursor.init)
    if let text, cursor == nil {
      throw Self.invalid("/after", "must be the id of an event of this stream, not \(text)")
    }
  }

  /// The services that have to be followed, each with its prefixes; none of them means all events.
  var services: [(name: String, types: [String])] {
    Suite.members.map(\.name).compactMap { service in
      if types.isEmpty || types.contains(where: { (service + ".").hasPrefix($0) }) {
        return (service, [])
      }
      let own = types.filter { Self.concerns($0, service) }
      return own.isEmpty ? nil : (service, own)
    }
  }

  /// Whether a prefix can be that of a service's events.
  private static func concerns(_ prefix: String, _ service: String) -> Bool {
    prefix.hasPrefix(service + ".") || (service + ".").hasPrefix(prefix)
  }

  private static func invalid(_ path: String, _ message: String) -> ServiceError {
    .invalid([Violation(path: path, rule: "stream", message: message)])
  }
}
