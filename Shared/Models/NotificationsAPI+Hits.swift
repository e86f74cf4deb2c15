public import Wire

extension NotificationsAPI {
  static let hits: [any Method.Type] = [RecordHit.self]

  /// Somebody, or something, loaded a message's pixel or followed a link of it.
  public enum RecordHit: Method {
    public enum Kind: String, WireEnum { case open, click, other }
    public struct Params: Codable, Sendable {
      public var token: String
      public var kind: Kind
      /// The HTTP method; a person's mail program says GET.
      public var method: String?
      public var userAgent: String?
      /// Kept only where the topic allows individual tracking.
      public var ip: String?
      public var at: Timestamp?
      public init(
        token: String, kind: Kind, method: String? = nil, userAgent: String? = nil,
        ip: String? = nil, at: Timestamp? = nil
      ) {
        (self.token, self.kind, self.method) = (token, kind, method)
        (self.userAgent, self.ip, self.at) = (userAgent, ip, at)
      }
    }
    public struct Result: Codable, Sendable {
      /// Where the link leads; absent for a pixel.
      public var url: String?
      public init(url: String?) { self.url = url }
    }
    public static let name = "hits.record"
    public static let summary = "Records that a message's pixel or link was fetched."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.public, .frontend]
    public static let errors: [ServiceError.Kind] = [.rejected]
  }
}
