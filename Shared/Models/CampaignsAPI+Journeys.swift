public import Wire

extension CampaignsAPI {
  static let journeys: [any Method.Type] = [
    PutJourney.self, GetJourney.self, ListJourneys.self, DeleteJourney.self,
  ]

  /// Creates a journey, or a new version of it.
  ///
  /// Whoever is on the way finishes on the version they set out on.
  public enum PutJourney: Method {
    public struct Params: Codable, Sendable {
      public var key: Slug
      public var campaign: Slug
      public var trigger: JourneyTrigger
      /// 1 to 100 steps, each exactly one of `send` and `wait`.
      public var steps: [JourneyStep]
      public var version: Int?

      public init(
        key: Slug, campaign: Slug, trigger: JourneyTrigger, steps: [JourneyStep],
        version: Int? = nil
      ) {
        (self.key, self.campaign, self.trigger) = (key, campaign, trigger)
        (self.steps, self.version) = (steps, version)
      }
    }
    public typealias Result = Journey
    public static let name = "journeys.put"
    public static let summary =
      "Creates a journey, or a new version of it; who is on the way stays on theirs."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.invalid, .conflict, .rejected]
  }

  /// Shows one journey.
  public enum GetJourney: Method {
    public typealias Params = KeyParams
    public typealias Result = Journey
    public static let name = "journeys.get"
    public static let summary = "Shows one journey."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.notFound]
  }

  /// Lists journeys by key.
  public enum ListJourneys: Method {
    public typealias Params = ListParams
    public typealias Result = Page<Journey>
    public static let name = "journeys.list"
    public static let summary = "Lists journeys by key."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.invalid]
  }

  /// Deletes a journey; whoever is on the way is taken off it.
  public enum DeleteJourney: Method {
    public typealias Params = DeleteParams
    public typealias Result = Deleted
    public static let name = "journeys.delete"
    public static let summary = "Deletes a journey; whoever is on the way is taken off it."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.notFound, .conflict]
  }
}
