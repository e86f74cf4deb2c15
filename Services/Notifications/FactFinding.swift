import Engine
import Models
import Store
import Wire

/// Where facts are looked up: a handler's transaction or a query's snapshot, at its time.
struct Surroundings {
  let tx: Transaction
  let now: Timestamp
  let following: (String) -> Following?

  init(_ context: Context) {
    (tx, now, following) = (context.tx, context.now, { context.following($0) })
  }

  init(_ context: QueryContext) {
    (tx, now, following) = (context.tx, context.now, { context.following($0) })
  }
}

/// What a decision is about.
struct Matter {
  var `class`: MessageClass
  var channel: Channel
  var source: String?
  var topic: Slug?
  var campaign: Slug?
  var sender: Sender?
  var contact: ContactID?
  var address: String?
  var validUntil: Timestamp?

  init(
    class: MessageClass, channel: Channel, topic: Slug?, campaign: Slug?, contact: ContactID?,
    address: String?
  ) {
    (self.class, self.channel, self.topic) = (`class`, channel, topic)
    (self.campaign, self.contact, self.address) = (campaign, contact, address)
  }

  init(_ letter: Letter, sender: Sender) {
    self.init(
      class: letter.request.class, channel: letter.request.channel, topic: letter.topic,
      campaign: letter.request.campaign, contact: letter.contact, address: letter.address)
    (source, self.sender, validUntil) = (letter.source, sender, letter.request.validUntil)
  }
}

extension DecisionFacts {
  /// Services whose logs marketing depends on: consent, complaints, pauses.
  private static let upstream = ["forms", "tickets", "campaigns"]

  /// Everything the rules ask for; what only marketing is asked is looked up for marketing alone.
  init(about matter: Matter, in surroundings: Surroundings) throws {
    let tx = surroundings.tx
    self.init(now: surroundings.now, class: matter.class)
    (source, topic, contact) = (matter.source, matter.topic, matter.contact)
    (campaign, validUntil) = (matter.campaign, matter.validUntil)
    hasPostalAddress = matter.sender.map { $0.postalAddress != nil }
    campaignState = try matter.campaign.flatMap { try CampaignStates.state(of: $0, tx)?.state }
    if let address = matter.address {
      suppressions = try Suppressions.matching(address, matter.channel, tx)
    }
    guard matter.class == .marketing else { return }
    basis = try matter.topic.flatMap { try Audience.topic($0, tx)?.basis }
    if let contact = matter.contact, let topic = matter.topic {
      grant = try Audience.grant(of: contact, for: topic, tx)
    }
    openTickets = try Matters.open(contact: matter.contact, address: matter.address, tx)
    ratings = try Matters.ratings(
      contact: matter.contact, address: matter.address,
      since: surroundings.now - Decide.ratingRest, tx)
    upstream = Self.upstream.map { service in
      let following = surroundings.following(service)
      return Upstream(
        service: service, isStopped: [.stopped, .diverged].contains(following?.state),
        knownUntil: following?.knownUntil)
    }
  }
}
