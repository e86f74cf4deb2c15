public import Wire

extension CampaignsAPI {
  static let campaigns: [any Method.Type] = [
    PutCampaign.self, GetCampaign.self, ListCampaigns.self, DeleteCampaign.self,
    ReportCampaign.self,
  ]

  /// Creates a campaign, which runs at once, or replaces it.
  ///
  /// Whether it runs is changed by pausing, resuming and stopping alone. A stopped campaign is not
  /// replaced, and the topic stays while there are journeys, whose templates are about it.
  public enum PutCampaign: Method {
    public struct Params: Codable, Sendable {
      public var key: Slug
      public var name: String
      /// What it is about; people who do not want to hear about it are left alone.
      public var topic: Slug
      /// Whom its messages come from.
      public var sender: Slug
      /// What it may cost, to hold results against.
      public var budget: Money?
      public var version: Int?

      public init(
        key: Slug, name: String, topic: Slug, sender: Slug, budget: Money? = nil,
        version: Int? = nil
      ) {
        (self.key, self.name, self.topic, self.sender) = (key, name, topic, sender)
        (self.budget, self.version) = (budget, version)
      }
    }
    public typealias Result = Campaign
    public static let name = "campaigns.put"
    public static let summary = "Creates a campaign, which runs at once, or replaces it."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.invalid, .conflict, .rejected]
  }

  /// Shows one campaign.
  public enum GetCampaign: Method {
    public typealias Params = KeyParams
    public typealias Result = Campaign
    public static let name = "campaigns.get"
    public static let summary = "Shows one campaign."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.notFound]
  }

  /// Lists campaigns by key.
  public enum ListCampaigns: Method {
    public typealias Params = ListParams
    public typealias Result = Page<Campaign>
    public static let name = "campaigns.list"
    public static let summary = "Lists campaigns by key."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.admin, .staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.invalid]
  }

  /// Deletes a campaign that has no journeys.
  public enum DeleteCampaign: Method {
    public typealias Params = DeleteParams
    public typealias Result = Deleted
    public static let name = "campaigns.delete"
    public static let summary = "Deletes a campaign that has no journeys."
    public static let kind = MethodKind.command
    public static let scopes: Set<Scope> = [.admin]
    public static let errors: [ServiceError.Kind] = [.notFound, .conflict, .rejected]
  }

  /// Says what came of a campaign.
  public enum ReportCampaign: Method {
    public struct Params: Codable, Sendable {
      public var key: Slug
      /// Only what began at this time or later: messages asked for, people who came.
      public var from: Timestamp?
      /// Only what began before this time.
      public var to: Timestamp?

      public init(key: Slug, from: Timestamp? = nil, to: Timestamp? = nil) {
        (self.key, self.from, self.to) = (key, from, to)
      }
    }
    public typealias Result = CampaignReport
    public static let name = "campaigns.report"
    public static let summary = "Says what came of a campaign: people, messages, hits, rates."
    public static let kind = MethodKind.query
    public static let scopes: Set<Scope> = [.staff, .frontend]
    public static let errors: [ServiceError.Kind] = [.notFound, .invalid]
  }
}
