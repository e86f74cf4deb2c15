import Models
import Store
import TestSupport
import Testing
import Wire

@Suite(.databases) struct JourneyTests {
  @Test(arguments: Dialect.available)
  func `a journey is kept in versions`(dialect: Dialect) throws {
    let agency = try Agency(dialect, isConfigured: false)
    try agency.put(Agency.welcomeCampaign)
    var params = Agency.welcomeJourney
    let first = try agency.put(params)
    #expect(first.version == 1)
    #expect(try agency.put(params) == first)
    params.steps.removeLast()
    #expect(try agency.put(params).version == 2)
    params.version = 1
    #expect(try agency.town.refusal(CampaignsAPI.PutJourney.self, params)?.kind == .conflict)
    #expect(agency.story == ["campaign.changed", "journey.changed", "journey.changed"])
  }

  @Test(arguments: Dialect.available)
  func `a journey that is deleted and put again goes on counting`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    _ = try agency.town.call(CampaignsAPI.DeleteJourney.self, .init(key: "welcome"))
    let missing = try agency.town.refusal(CampaignsAPI.GetJourney.self, .init(key: "welcome"))
    #expect(missing?.kind == .notFound)
    #expect(try agency.put(Agency.welcomeJourney).version == 2)
    let list = try agency.town.call(CampaignsAPI.ListJourneys.self, .init())
    #expect(list.items.map(\.version) == [2])
  }

  @Test(arguments: Dialect.available)
  func `all that is wrong with a journey is told at once`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    var step = JourneyStep(wait: .days(1))
    step.send = .init(template: "welcome")
    let params = CampaignsAPI.PutJourney.Params(
      key: "odd", campaign: "nowhere", trigger: JourneyTrigger(event: "shop.basket.left"),
      steps: [step, JourneyStep(send: .init(template: "nothing", validFor: .zero))])
    let before = agency.story
    let error = try agency.town.refusal(CampaignsAPI.PutJourney.self, params)
    #expect(error?.kind == .invalid)
    #expect(
      error?.rules == [
        "/campaign campaign", "/trigger/event event", "/steps/0 oneOf",
        "/steps/1/send/validFor range", "/steps/1/send/template template",
      ])
    #expect(agency.story == before)
  }

  @Test(arguments: Dialect.available)
  func `a journey sends what its campaign is about`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    var params = Agency.welcomeJourney
    params.steps = ["bargains", "receipt", "notice"].map {
      JourneyStep(send: .init(template: $0))
    }
    let error = try agency.town.refusal(CampaignsAPI.PutJourney.self, params)
    #expect(error?.rules == ["/steps/0/send/template topic", "/steps/1/send/template class"])
  }

  @Test(arguments: Dialect.available)
  func `a template that is deleted can no longer be named`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    try agency.tell(NotificationsEvents.TemplateDeleted(key: "tips"), about: "tips")
    var params = Agency.welcomeJourney
    params.key = "second"
    let error = try agency.town.refusal(CampaignsAPI.PutJourney.self, params)
    #expect(error?.rules == ["/steps/2/send/template template"])
  }

  @Test(
    arguments: Dialect.available,
    ["campaigns.enrolment.finished", "notifications.message.opened"])
  func `a journey is not started by what its own campaign causes`(
    dialect: Dialect, event: String
  ) throws {
    let agency = try Agency(dialect)
    var params = Agency.welcomeJourney
    params.trigger = JourneyTrigger(event: event)
    let error = try agency.town.refusal(CampaignsAPI.PutJourney.self, params)
    #expect(error?.kind == .rejected)
    #expect(error?.rules == ["/trigger/event selfTriggering"])
  }

  @Test(arguments: Dialect.available)
  func `a form that nobody has put starts nothing`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    var params = Agency.welcomeJourney
    params.trigger.form = "nwesletter"
    let error = try agency.town.refusal(CampaignsAPI.PutJourney.self, params)
    #expect(error?.rules == ["/trigger/form form"])
    try agency.tell(FormsEvents.FormDeleted(key: "support"), about: "support")
    params.trigger.form = "support"
    #expect(
      try agency.town.refusal(CampaignsAPI.PutJourney.self, params)?.rules
        == ["/trigger/form form"])
  }

  @Test(arguments: Dialect.available)
  func `unknown members are refused by name`(dialect: Dialect) throws {
    let agency = try Agency(dialect)
    let frame = """
      {"jsonrpc": "2.0", "id": 1, "method": "journeys.put", "params": {"key": "welcome",
      "campaign": "welcome", "trigger": {"event": "forms.consent.granted", "delay": 3},
      "steps": [{"send": {"template": "No Key", "channel": "pigeon"}}, {"wait": "P1M"}]}}
      """
    guard case .error(let error) = try agency.town.send(Array(frame.utf8), to: "campaigns").outcome
    else {
      Issue.record("the journey was taken")
      return
    }
    #expect(error.kind == .invalidParams)
    #expect(
      Set(error.rules) == [
        "/trigger/delay unknown", "/steps/0/send/template key", "/steps/0/send/channel enum",
        "/steps/1/wait duration",
      ])
  }
}
