/// What a caller says about a request beside its params: the optional member `meta`.
///
/// Our one extension of JSON-RPC 2.0 (DESIGN 3). A request without it is complete.
public struct RequestMeta: Codable, Sendable, Equatable {
  /// Makes repeating safe: the same key with the same params gets the first result again. Scoped
  /// by caller and method; 1 to 128 characters, kept for 7 days.
  public var idempotencyKey: String?
  /// How long the caller waits, from arrival. What has not begun by then is surely not done.
  public var timeoutMs: Int?
  /// The W3C Trace Context this request belongs to. A malformed one is ignored, as its
  /// specification asks.
  public var traceparent: String?
  /// Whom a trusted frontend speaks for.
  public var actor: String?
  /// Answer only once this service has applied these logs up to these sequences: what the caller
  /// has just written elsewhere is then seen here.
  public var after: [String: Int64]?

  /// Nothing said.
  public init(
    idempotencyKey: String? = nil, timeoutMs: Int? = nil, traceparent: String? = nil,
    actor: String? = nil, after: [String: Int64]? = nil
  ) {
    self.idempotencyKey = idempotencyKey
    self.timeoutMs = timeoutMs
    self.traceparent = traceparent
    self.actor = actor
    self.after = after
  }

  /// Whether there is nothing to send.
  var isEmpty: Bool { self == RequestMeta() }
}

extension RequestMeta {
  /// The most characters of a key or an actor.
  static let maximumText = 128
  /// The most logs that `after` may name; there is one for each service.
  static let maximumLogs = 16

  /// What breaks the limits, with paths relative to the request.
  var violations: [Violation] {
    var found: [Violation] = []
    for (name, text) in [("idempotencyKey", idempotencyKey), ("actor", actor)] {
      guard let text, text.isEmpty || text.unicodeScalars.count > Self.maximumText else { continue }
      found.append(
        Violation(
          path: "/meta/\(name)", rule: "length", limit: .integer(Int64(Self.maximumText)),
          message: "must have 1 to \(Self.maximumText) characters"))
    }
    if let timeoutMs, timeoutMs < 1 {
      found.append(
        Violation(
          path: "/meta/timeoutMs", rule: "range", limit: 1, message: "must be at least 1"))
    }
    if let after, after.count > Self.maximumLogs {
      found.append(
        Violation(
          path: "/meta/after", rule: "length", limit: .integer(Int64(Self.maximumLogs)),
          message: "must name at most \(Self.maximumLogs) logs"))
    }
    return found
  }

  /// Whether the text is `version-trace-parent-flags` in lower-case hexadecimal (W3C Trace Context
  /// 1, section 3.2), with neither id all zero.
  static func isTraceparent(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.map(\.count) == [2, 32, 16, 2], !parts[0].elementsEqual("ff".utf8) else {
      return false
    }
    let zero = UInt8(ascii: "0")
    return parts.allSatisfy { $0.allSatisfy(isHexadecimal) }
      && parts[1].contains { $0 != zero } && parts[2].contains { $0 != zero }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }
}

extension RequestMeta {
  /// Reads a meta whose members are known and of the right type, by hand: it comes with every
  /// command, and Codable takes five times as long. Nil for anything else.
  init?(plainly node: JSONDocument.Node, of document: JSONDocument) {
    guard document.isObject(node) else { return nil }
    for member in document.members(of: node) {
      if let text = document.text(member.value) {
        guard set(document, member.name, text) else { return nil }
      } else if let number = document.integer(member.value),
        document.equals(member.name, "timeoutMs")
      {
        timeoutMs = Int(number)
      } else {
        return nil
      }
    }
  }

  private mutating func set(
    _ document: JSONDocument, _ name: JSONDocument.Node, _ text: String
  ) -> Bool {
    if document.equals(name, "idempotencyKey") {
      idempotencyKey = text
    } else if document.equals(name, "traceparent") {
      traceparent = text
    } else if document.equals(name, "actor") {
      actor = text
    } else {
      return false
    }
    return true
  }
}
