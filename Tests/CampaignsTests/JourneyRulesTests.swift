import Models
import Testing
import Wire

@testable import CampaignsService

@Suite struct JourneyRulesTests {
  private static let templates: [Slug: Catalogue.Template] = [
    "welcome": .init(class: .marketing, channel: .email, topic: "news"),
    "bargains": .init(class: .marketing, channel: .email, topic: "offers"),
    "notice": .init(class: .service, channel: .email),
    "receipt": .init(class: .transactional, channel: .email),
  ]

  private func rules(_ steps: [JourneyStep], topic: Slug? = "news") -> [String] {
    ServiceError.invalid(
      JourneyRules.violations(of: steps, topic: topic, templates: Self.templates)
    ).rules
  }

  private static func send(
    _ template: Slug, _ channel: Channel = .email, validFor: Period? = nil
  ) -> JourneyStep {
    JourneyStep(send: .init(template: template, channel: channel, validFor: validFor))
  }

  private static let both: JourneyStep = {
    var step = send("welcome")
    step.wait = .days(1)
    return step
  }()

  private static let neither: JourneyStep = {
    var step = send("welcome")
    step.send = nil
    return step
  }()

  @Test(arguments: [
    ([send("welcome"), JourneyStep(wait: .days(3)), send("notice")], []),
    ([], ["/steps required"]),
    ([both], ["/steps/0 oneOf"]),
    ([send("welcome"), neither], ["/steps/1 oneOf"]),
    ([JourneyStep(wait: .zero)], ["/steps/0/wait range"]),
    ([JourneyStep(wait: .days(365))], []),
    ([JourneyStep(wait: .days(366))], ["/steps/0/wait range"]),
    ([send("nothing")], ["/steps/0/send/template template"]),
    ([send("receipt")], ["/steps/0/send/template class"]),
    ([send("bargains")], ["/steps/0/send/template topic"]),
    ([send("welcome", .sms)], ["/steps/0/send/channel channel"]),
    ([send("welcome", validFor: .zero)], ["/steps/0/send/validFor range"]),
    (
      [send("bargains", .sms, validFor: .days(400)), neither, send("nothing")],
      [
        "/steps/0/send/validFor range", "/steps/0/send/channel channel",
        "/steps/0/send/template topic", "/steps/1 oneOf", "/steps/2/send/template template",
      ]
    ),
  ])
  func `a step is a message that can be sent, or a wait`(steps: [JourneyStep], rules: [String]) {
    #expect(self.rules(steps) == rules)
  }

  @Test(arguments: [(100, []), (101, ["/steps count"])])
  func `a journey has at most 100 steps`(count: Int, rules: [String]) {
    #expect(self.rules(Array(repeating: Self.send("welcome"), count: count)) == rules)
  }

  @Test func `without a campaign no topic is wrong`() {
    #expect(rules([Self.send("bargains")], topic: nil).isEmpty)
  }
}

@Suite struct TriggerRulesTests {
  @Test(arguments: [
    ("forms.consent.granted", nil, true, []),
    ("forms.consent.granted", "newsletter", true, []),
    ("forms.consent.granted", "nwesletter", false, ["/trigger/form form"]),
    ("forms.contact.confirmed", "newsletter", true, []),
    ("tickets.ticket.closed", nil, true, []),
    ("tickets.ticket.closed", "newsletter", true, ["/trigger/form unwanted"]),
    ("forms.form.changed", "newsletter", true, ["/trigger/form unwanted"]),
    ("forms.consent.grantd", nil, true, ["/trigger/event event"]),
    ("shop.order.placed", "newsletter", false, ["/trigger/event event"]),
  ])
  func `a trigger is an event that there is`(
    event: String, form: String?, knowsForm: Bool, rules: [String]
  ) throws {
    let trigger = JourneyTrigger(event: event, form: try form.map { try Slug(wire: $0) })
    let violations = TriggerRules.violations(of: trigger, knowsForm: knowsForm)
    #expect(ServiceError.invalid(violations).rules == rules)
  }

  @Test(arguments: [
    ("campaigns.enrolment.finished", true), ("campaigns.message.requested", true),
    ("notifications.message.opened", true), ("notifications.message.accepted", true),
    ("notifications.provider.paused", false), ("forms.consent.granted", false),
    ("tickets.ticket.rated", false),
  ])
  func `what a campaign causes starts no journey`(event: String, isCaused: Bool) {
    let rules = TriggerRules.selfTriggering(JourneyTrigger(event: event)).map(\.rule)
    #expect(rules == (isCaused ? ["selfTriggering"] : []))
  }

  @Test func `events with a form are known by their schemas`() {
    #expect(
      TriggerRules.withForm == [
        FormsEvents.SubmissionReceived.type, FormsEvents.ContactConfirmed.type,
        FormsEvents.ConsentGranted.type,
      ])
  }
}

@Suite struct AdmissionRulesTests {
  @Test(
    arguments: [
      (Candidacy(campaign: .running), nil),
      (Candidacy(campaign: .paused), nil),
      (Candidacy(campaign: .stopped), .campaignStopped),
      (Candidacy(campaign: nil), .campaignStopped),
      (Candidacy(campaign: .running, wantsJourneys: false), .journeysNotWanted),
      (Candidacy(campaign: .running, isKnownHere: true), .alreadyEnrolled),
      (Candidacy(campaign: .running, hasWithdrawn: true), .notSubscribed),
      (Candidacy(campaign: .stopped, wantsJourneys: false, isKnownHere: true), .campaignStopped),
    ] as [(Candidacy, DeclineReason?)])
  func `a person is taken unless there is a reason not to`(
    candidacy: Candidacy, refusal: DeclineReason?
  ) {
    #expect(candidacy.refusal == refusal)
  }

  private static let onForm = JourneyTrigger(event: "forms.consent.granted", form: "newsletter")
  private static let anywhere = JourneyTrigger(event: "forms.consent.granted")

  @Test(arguments: [
    (#"{"form": "newsletter", "topic": "news"}"#, Occasion(form: "newsletter", topic: "news")),
    (#"{"startsJourneys": false}"#, Occasion(startsJourneys: false)),
    (#"{"form": {"key": "newsletter"}, "topic": 3}"#, Occasion()),
    ("null", Occasion()),
  ])
  func `an event is read whatever it holds`(data: String, occasion: Occasion) throws {
    let data = try JSONCoding.decode(JSON.self, from: Array(data.utf8), mode: .lenient)
    #expect(Occasion(data) == occasion)
  }
}
