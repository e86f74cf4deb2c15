import Engine
import Models
import Store
import TestSupport
import TicketsService
import Wire

/// A town with a tickets service, Mia and Tom at work, and customers who write.
struct Desk {
  let town: Town
  let mia: StaffID
  let tom: StaffID

  /// Monday 2 March 2026, 09:00 UTC: when the town's clock starts.
  static let monday = VirtualClock.start

  init(_ dialect: Dialect) throws {
    town = try Town(dialect) { [TicketsService.service(.test)] }
    mia = try Self.hire("Mia", "mia@shop.example", town)
    tom = try Self.hire("Tom", "tom@shop.example", town)
  }

  private static func hire(_ name: String, _ email: String, _ town: Town) throws -> StaffID {
    let email = try EmailAddress(wire: email)
    return try town.call(
      TicketsAPI.PutStaff.self, .init(name: name, email: email, roles: [.agent])
    ).id
  }

  func open(
    _ subject: String = "The lamp is broken", from email: String = "ann@example.com",
    queue: Slug? = nil, priority: TicketPriority? = nil, channel: TicketChannel? = nil,
    tags: [String]? = nil, acknowledge: Bool? = nil
  ) throws -> Ticket {
    try town.call(
      TicketsAPI.Open.self,
      .init(
        subject: subject, body: "It fell.", requester: .init(email: try EmailAddress(wire: email)),
        queue: queue, priority: priority, channel: channel, tags: tags, acknowledge: acknowledge)
    ).value
  }

  func get(_ id: TicketID) throws -> TicketsAPI.Get.Result {
    try town.call(TicketsAPI.Get.self, .init(id: id))
  }

  @discardableResult
  func update(
    _ ticket: Ticket, status: TicketStatus? = nil, priority: TicketPriority? = nil,
    tags: [String]? = nil, assignee: Assignee? = nil
  ) throws -> Ticket {
    let params = TicketsAPI.Update.Params(
      id: ticket.id, version: ticket.version, status: status, priority: priority, tags: tags,
      assignee: assignee)
    return try town.call(TicketsAPI.Update.self, params).value
  }

  @discardableResult
  func reply(_ ticket: Ticket, then: TicketsAPI.Reply.Then? = nil) throws -> Ticket {
    let params = TicketsAPI.Reply.Params(
      id: ticket.id, assignee: mia, body: "We send a new one.", then: then)
    return try town.call(TicketsAPI.Reply.self, params).value
  }

  @discardableResult
  func close(
    _ ticket: Ticket, _ outcome: String = "solved", note: String? = nil, askRating: Bool? = nil
  ) throws -> Ticket {
    let params = TicketsAPI.Close.Params(
      id: ticket.id, outcome: outcome, note: note, askRating: askRating)
    return try town.call(TicketsAPI.Close.self, params).value
  }

  @discardableResult
  func receive(
    _ body: String, on ticket: Ticket, as caller: Caller = .local
  ) throws -> TicketsAPI.Receive.Result {
    let params = TicketsAPI.Receive.Params(token: try token(.answer, ticket), body: body)
    return try town.call(TicketsAPI.Receive.self, params, as: caller)
  }

  @discardableResult
  func rate(_ ticket: Ticket, _ score: Int) throws -> TicketsAPI.Rate.Result {
    let params = TicketsAPI.Rate.Params(token: try token(.rating, ticket), score: score)
    return try town.call(TicketsAPI.Rate.self, params, as: .visitor)
  }

  /// A link's token, as notifications mints it.
  func token(
    _ purpose: LinkPurpose, _ ticket: Ticket, expiresAt: Timestamp? = nil
  ) throws -> String {
    try ServiceSettings.test.secret.mint(
      purpose: purpose.rawValue, LinkClaim(subject: ticket.id.wire, expiresAt: expiresAt))
  }

  /// The messages that were wanted, by template.
  func letters(_ template: Slug) throws -> [MessageRequest] {
    try town.events(TicketsEvents.MessageRequested.self).map(\.message)
      .filter { $0.template == template }
  }

  /// The types of the tickets log's events, without the service's name.
  var story: [String] {
    town.log("tickets").map { String($0.type.dropFirst("tickets.".count)) }
  }
}

extension Caller {
  /// A browser on one of the hosted pages.
  static let visitor = Caller(key: "gateway", scopes: [.public])
  /// The shop's own server.
  static let shop = Caller(key: "shop", scopes: [.frontend])
}

extension ServiceError {
  /// Where its violations are, and which rules they break.
  var rules: [String] { violations.map { "\($0.path) \($0.rule)" } }
}
