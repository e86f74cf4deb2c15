public import Wire

extension CampaignsAPI {
  static let steering: [any Method.Type] = [
    PauseCampaign.self, ResumeCampaign.self, StopCampaign.self,
  ]

  /// The params that steer a campaign.
  public struct SteerParams: Codable, Sendable {
    public var key: Slug
    /// Why, for colleagues and for the record.
    public var reason: String

    public init(key: Slug, reason: String) {
      (self.key, self.reason) = (key, reason)
    }
  }

  /// Where a campaign stands: its state, and what became of its messages.
  ///
  /// A message that is on its way at this very moment still counts as not handed over.
  public struct Standing: Codable, Sendable, Hashable {
    public var state: Campaign.State
    /// Out of our hands: accepted, captured, come back, or of unknown outcome.
    public var handedOver: Int
    /// Waiting for their turn.
    public var planned: Int
    /// Waiting for the campaign to be resumed.
    public var held: Int
    /// Never to be sent, because the campaign was stopped or somebody took them back.
    public var cancelled: Int

    public init(state: Campaign.State, handedOver: Int, planned: Int, held: Int, cancelled: Int) {
      (self.state, self.handedOver, self.planned) = (state, handedOver, planned)
      (self.held, self.cancelled) = (held, cancelled)
    }
  }

  /// Holds all that a campaign sends.
  ///
  /// People are still taken on its journeys and waits go on; whatever would be sent is held until
  /// the campaign is resumed, so that nobody who comes meanwhile is lost. Nothing is handed over
  /// later than a second after the answer. Pausing what is paused changes nothing.
  public enum PauseCampaign: Method {
    public typealias Params = SteerParams
    public typealias Result = Standing
    public static let name = "campaigns.pause"
    public static let summary = "Holds all that a campaign sends until it is resumed."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = [.admin, .staff]
    public static let errors: [ServiceError.Kind] = [.notFound, .invalid, .rejected]
  }

  /// Lets what was held go on.
  public enum ResumeCampaign: Method {
    public typealias Params = SteerParams
    public typealias Result = Standing
    public static let name = "campaigns.resume"
    public static let summary = "Lets what a paused campaign held go on."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin, .staff]
    public static let errors: [ServiceError.Kind] = [.notFound, .invalid, .rejected]
  }

  /// Ends a campaign for good: its enrolments finish, what was not handed over is cancelled.
  public enum StopCampaign: Method {
    public typealias Params = SteerParams
    public typealias Result = Standing
    public static let name = "campaigns.stop"
    public static let summary = "Ends a campaign for good and cancels what was not handed over."
    public static let kind = MethodKind.command
    public static let isAlwaysAccepted = true
    public static let scopes: Set<Scope> = [.admin, .staff]
    public static let errors: [ServiceError.Kind] = [.notFound, .invalid]
  }
}
