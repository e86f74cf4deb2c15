public import Wire

/// What the campaigns service tells: who is on which journey, and what it wants sent.
public enum CampaignsEvents {
  public static let all: [any Event.Type] = [
    CampaignChanged.self, CampaignDeleted.self, CampaignPaused.self, CampaignResumed.self,
    CampaignStopped.self, JourneyChanged.self, JourneyDeleted.self, EnrolmentStarted.self,
    EnrolmentDeclined.self, EnrolmentAdvanced.self, EnrolmentFinished.self, MessageRequested.self,
  ]

  /// A campaign was put: new, or replaced.
  public struct CampaignChanged: Event {
    public static let type = "campaigns.campaign.changed"
    public static let summary = "A campaign was created or replaced"
    public var campaign: Campaign
    public init(campaign: Campaign) { self.campaign = campaign }
  }

  /// A campaign is gone; what it still wanted to send is cancelled.
  public struct CampaignDeleted: Event {
    public static let type = "campaigns.campaign.deleted"
    public static let summary = "A campaign was deleted"
    public var key: Slug
    public init(key: Slug) { self.key = key }
  }

  /// Nothing of this campaign is handed over until it is resumed; it is held.
  public struct CampaignPaused: Event {
    public static let type = "campaigns.campaign.paused"
    public static let summary = "A campaign was paused"
    public var campaign: Slug
    public var reason: String
    public init(campaign: Slug, reason: String) {
      (self.campaign, self.reason) = (campaign, reason)
    }
  }

  /// What was held goes on.
  public struct CampaignResumed: Event {
    public static let type = "campaigns.campaign.resumed"
    public static let summary = "A campaign was resumed"
    public var campaign: Slug
    public var reason: String
    public init(campaign: Slug, reason: String) {
      (self.campaign, self.reason) = (campaign, reason)
    }
  }

  /// A campaign is over; what was not handed over is cancelled.
  public struct CampaignStopped: Event {
    public static let type = "campaigns.campaign.stopped"
    public static let summary = "A campaign was stopped"
    public var campaign: Slug
    public var reason: String
    public init(campaign: Slug, reason: String) {
      (self.campaign, self.reason) = (campaign, reason)
    }
  }

  /// A journey was put: new, or replaced.
  public struct JourneyChanged: Event {
    public static let type = "campaigns.journey.changed"
    public static let summary = "A journey was created or replaced"
    public var journey: Journey
    public init(journey: Journey) { self.journey = journey }
  }

  /// A journey takes nobody any more.
  public struct JourneyDeleted: Event {
    public static let type = "campaigns.journey.deleted"
    public static let summary = "A journey was deleted"
    public var key: Slug
    public init(key: Slug) { self.key = key }
  }

  /// A contact set out on a journey.
  public struct EnrolmentStarted: Event {
    public static let type = "campaigns.enrolment.started"
    public static let summary = "A contact started a journey"
    public var enrolment: Enrolment
    public init(enrolment: Enrolment) { self.enrolment = enrolment }
  }

  /// A contact met a journey's trigger and was not taken.
  public struct EnrolmentDeclined: Event {
    public static let type = "campaigns.enrolment.declined"
    public static let summary = "A contact was not taken on a journey"
    public var journey: Slug
    public var campaign: Slug
    public var contact: ContactID
    /// `alreadyEnrolled`, `campaignStopped`, `notSubscribed` or `journeysNotWanted`. A paused
    /// campaign takes people on; what it would send them is held.
    public var reason: String
    public init(journey: Slug, campaign: Slug, contact: ContactID, reason: String) {
      (self.journey, self.campaign) = (journey, campaign)
      (self.contact, self.reason) = (contact, reason)
    }
  }

  /// A contact took a step: a message was asked for, or a wait is over.
  public struct EnrolmentAdvanced: Event {
    public static let type = "campaigns.enrolment.advanced"
    public static let summary = "A contact took a step of a journey"
    public var enrolment: Enrolment
    public init(enrolment: Enrolment) { self.enrolment = enrolment }
  }

  /// A contact's journey is over.
  public struct EnrolmentFinished: Event {
    public static let type = "campaigns.enrolment.finished"
    public static let summary = "A contact's journey is over"
    public var enrolment: Enrolment
    /// `completed`, `unsubscribed`, `campaignStopped` or `journeyDeleted`.
    public var reason: String
    public init(enrolment: Enrolment, reason: String) {
      (self.enrolment, self.reason) = (enrolment, reason)
    }
  }

  /// Campaigns wants a message sent.
  public struct MessageRequested: Event {
    public static let type = "campaigns.message.requested"
    public static let summary = "The campaigns service wants a message sent"
    public static let retention: Period? = .days(90)
    public static let personal = ["/message/recipient", "/message/data"]
    public var message: MessageRequest
    public init(message: MessageRequest) { self.message = message }
  }
}
