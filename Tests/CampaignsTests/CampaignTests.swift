import Models
import Store
import TestSupport
import Testing
import Wire

@Suite(.databases) struct CampaignTests {
  @Test(arguments: Dialect.available)
  func `a campaign runs once it is put, and a replacement is a new version`(
    dialect: Dialect
  ) throws {
    let agency = try Agency(dialect, isConfigured: false)
    var params = Agency.welcomeCampaign
    let first = try agency.put(params)
    #expect(first.state == .running)
    #expect((first.version, first.budget?.amount) == (1, 50_000))
    #expect(try agency.put(params) == first)
    params.name = "A warm welcome"
    params.budget = nil
    let second = try agency.put(params)
    #expect((second.version, second.name, second.budget) == (2, "A warm welcome", nil))
    #expect(try agency.town.call(CampaignsAPI.GetCampaign.self, .init(key: "welcome")) == second)
    #expect(agency.story == ["campaign.changed", "campaign.changed"])
  }

  @Test(arguments: Dialect.available)
  func `a campaign names a topic and a sender that there are`(dialect: Dialect) throws {
    let agency = try Agency(dialect, isConfigured: false)
    var params = Agency.welcomeCampaign
    (params.topic, params.sender) = ("nwes", "nobody")
    let error = try agency.town.refusal(CampaignsAPI.PutCampaign.self, params)
    #expect(error?.kind == .invalid)
    #expect(error?.rules == ["/topic topic", "/sender sender"])
    try agency.tell(NotificationsEvents.SenderDeleted(key: "default"), about: "default")
    try agency.tell(FormsEvents.TopicDeleted(key: "news"), about: "news")
    let second = try agency.town.refusal(CampaignsAPI.PutCampaign.self, Agency.welcomeCampaign)
    #expect(second?.rules == ["/topic topic", "/sender sender"])
    #expect(agency.story.isEmpty)
  }

  @Test(arguments: Dialect.available)
  func `a stale version is a conflict`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    var params = Agency.welcomeCampaign
    (params.name, params.version) = ("Hello", 2)
    #expect(try agency.town.refusal(CampaignsAPI.PutCampaign.self, params)?.kind == .conflict)
    params.version = 1
    #expect(try agency.put(params).version == 2)
    (params.key, params.version) = ("summer", 1)
    #expect(try agency.town.refusal(CampaignsAPI.PutCampaign.self, params)?.kind == .conflict)
    let deletion = DeleteParams(key: "welcome", version: 1)
    #expect(
      try agency.town.refusal(CampaignsAPI.DeleteCampaign.self, deletion)?.kind == .conflict)
  }

  @Test(arguments: Dialect.available)
  func `the topic stays while there are journeys`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    var params = Agency.welcomeCampaign
    params.topic = "offers"
    let error = try agency.town.refusal(CampaignsAPI.PutCampaign.self, params)
    #expect(error?.kind == .rejected)
    #expect(error?.message.contains("journey welcome") == true)
    _ = try agency.town.call(CampaignsAPI.DeleteJourney.self, .init(key: "welcome"))
    #expect(try agency.put(params).topic == "offers")
  }

  @Test(arguments: Dialect.available)
  func `campaigns are listed by key, page by page`(dialect: Dialect) throws {
    let agency = try Agency(dialect, isConfigured: false)
    for key: Slug in ["c", "a", "b"] {
      var params = Agency.welcomeCampaign
      params.key = key
      try agency.put(params)
    }
    let first = try agency.town.call(CampaignsAPI.ListCampaigns.self, .init(limit: 2))
    #expect(first.items.map(\.key) == ["a", "b"])
    let second = try agency.town.call(
      CampaignsAPI.ListCampaigns.self, .init(after: first.next, limit: 2))
    #expect(second.items.map(\.key) == ["c"])
    #expect(second.next == nil)
    let error = try agency.town.refusal(CampaignsAPI.ListCampaigns.self, .init(limit: 201))
    #expect(error?.rules == ["/limit range"])
  }

  @Test(arguments: Dialect.available)
  func `a campaign is deleted once it has no journeys`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    let params = DeleteParams(key: "welcome")
    let error = try agency.town.refusal(CampaignsAPI.DeleteCampaign.self, params)
    #expect(error?.kind == .rejected)
    #expect(error?.message.contains("journey welcome") == true)
    _ = try agency.town.call(CampaignsAPI.DeleteJourney.self, params)
    _ = try agency.town.call(CampaignsAPI.DeleteCampaign.self, params)
    let missing = try agency.town.refusal(CampaignsAPI.GetCampaign.self, .init(key: "welcome"))
    #expect(missing?.kind == .notFound)
    #expect(missing?.message.contains("welcome") == true)
    #expect(agency.story.suffix(2) == ["journey.deleted", "campaign.deleted"])
  }

  @Test(arguments: Dialect.available)
  func `what is stopped is neither paused, resumed nor replaced`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.stop()
    let town = agency.town
    let steering = CampaignsAPI.SteerParams(key: "welcome", reason: "a mistake")
    #expect(try town.refusal(CampaignsAPI.ResumeCampaign.self, steering)?.kind == .rejected)
    #expect(try town.refusal(CampaignsAPI.PauseCampaign.self, steering)?.kind == .rejected)
    var params = Agency.welcomeCampaign
    #expect(try agency.put(params).state == .stopped)
    params.name = "Again"
    #expect(try town.refusal(CampaignsAPI.PutCampaign.self, params)?.kind == .rejected)
    var journey = Agency.welcomeJourney
    journey.steps.removeLast()
    #expect(try town.refusal(CampaignsAPI.PutJourney.self, journey)?.kind == .rejected)
  }

  @Test(arguments: Dialect.available)
  func `steering wants a reason and a campaign that there is`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    let silent = try agency.town.refusal(
      CampaignsAPI.PauseCampaign.self, .init(key: "welcome", reason: " "))
    #expect(silent?.rules == ["/reason required"])
    let stray = try agency.town.refusal(
      CampaignsAPI.StopCampaign.self, .init(key: "summer", reason: "over"))
    #expect(stray?.kind == .notFound)
  }

  @Test(arguments: Dialect.available)
  func `steering twice is steering once`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    #expect(try agency.pause() == agency.pause())
    #expect(try agency.resume() == agency.resume())
    #expect(try agency.stop() == agency.stop())
    #expect(
      agency.story.suffix(3) == ["campaign.paused", "campaign.resumed", "campaign.stopped"])
  }
}
