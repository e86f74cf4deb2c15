import Testing
import Wire

@Suite struct OpenRPCTests {
  enum ListPeople: Method {
    typealias Params = [Requester]
    typealias Result = PlanJourney.Result
    static let name = "people.list"
    static let summary = "Lists people."
    static let kind = MethodKind.query
    static let scopes: Set<Scope> = []
  }

  let document: JSON

  init() throws {
    let raw = try OpenRPC.document(
      service: "tickets", version: "1.0.0",
      methods: [OpenTicket.self, ListTickets.self, PlanJourney.self, ReadEvents.self])
    document = try JSONCoding.decode(JSON.self, from: raw.bytes, mode: .lenient)
  }

  @Test func `it says who speaks in which version`() {
    #expect(document["openrpc"] == "1.3.2")
    #expect(document["info"] == ["title": "Rapport tickets", "version": "1.0.0"])
  }

  @Test func `methods stand in the order given`() {
    #expect(
      document["methods"]?.elements?.map { $0["name"] }
        == ["tickets.open", "tickets.list", "journeys.put", "events.read"])
  }

  @Test func `a method says its kind, scopes, params, result and errors`() throws {
    let method = try #require(document["methods"]?[0])
    #expect(method["summary"] == "Opens a ticket for a person.")
    #expect(method["paramStructure"] == "by-name")
    #expect(method["tags"] == [["name": "command"]])
    #expect(method["x-kind"] == "command")
    #expect(method["x-scopes"] == ["staff", "frontend"])
    #expect(
      method["params"]?.elements?.map { $0["name"] }
        == ["subject", "requester", "priority", "fields", "replyWithin"])
    #expect(
      method["params"]?.elements?.map { $0["required"] } == [true, true, false, false, false])
    #expect(
      method["errors"]
        == [
          ["$ref": "#/components/errors/rejected"], ["$ref": "#/components/errors/notFound"],
        ])
    #expect(method["result"]?["schema"] == ["$ref": "#/components/schemas/Ticket"])
    #expect(document["components"]?["errors"]?["rejected"]?["code"] == -32006)
  }

  @Test func `what strangers send is closed and what we send may grow`() throws {
    let schemas = try #require(document["components"]?["schemas"])
    let requester = document["methods"]?[0]?["params"]?[1]?["schema"]
    #expect(requester == ["$ref": "#/components/schemas/RequesterInput"])
    #expect(schemas["RequesterInput"]?["additionalProperties"] == false)
    #expect(schemas["Requester"]?["additionalProperties"] == nil)
    #expect(
      schemas["StepInput"]?["oneOf"]?.elements?.allSatisfy {
        $0["additionalProperties"] == false
      } == true)
  }

  @Test func `every reference leads somewhere`() {
    let known = Set(document["components"]?["schemas"]?.members?.keys.map { $0 } ?? [])
    #expect(known.contains("PageOfTicket"))
    #expect(references(in: document).subtracting(known).isEmpty)
  }

  @Test func `what every service answers can be described`() throws {
    let raw = try OpenRPC.document(service: "a", version: "1", methods: EveryService.all)
    let document = try JSONCoding.decode(JSON.self, from: raw.bytes, mode: .lenient)
    #expect(document["methods"]?.elements?.count == EveryService.all.count)
  }

  @Test func `the same contracts make the same bytes`() throws {
    let once = try OpenRPC.document(service: "a", version: "1", methods: [ListTickets.self])
    let again = try OpenRPC.document(service: "a", version: "1", methods: [ListTickets.self])
    #expect(once == again)
  }

  @Test func `params that are no object are refused by name`() {
    let error = #expect(throws: SchemaError.self) {
      try OpenRPC.document(service: "people", version: "1", methods: [ListPeople.self])
    }
    #expect(error?.description == "Array<Requester> must be an object on the wire")
  }
}

@Suite struct AsyncAPITests {
  struct Misplaced: Event {
    static let type = "tickets.ticket.misplaced"
    static let summary = "Its personal member does not exist."
    static let personal = ["/email"]
    var name: String
  }

  let document: JSON

  init() throws {
    let raw = try AsyncAPI.document(
      service: "tickets", version: "1.0.0", events: [TicketOpened.self, TicketRated.self])
    document = try JSONCoding.decode(JSON.self, from: raw.bytes, mode: .lenient)
  }

  @Test func `each event type is a channel that is sent to`() throws {
    #expect(document["asyncapi"] == "3.0.0")
    let type = "tickets.ticket.opened"
    #expect(document["channels"]?.members?.count == 2)
    #expect(document["channels"]?[type]?["address"] == .string(type))
    #expect(
      document["channels"]?[type]?["messages"]
        == .object([type: ["$ref": "#/components/messages/tickets.ticket.opened"]]))
    let operation = document["operations"]?[type]
    #expect(operation?["action"] == "send")
    #expect(operation?["channel"] == ["$ref": "#/channels/tickets.ticket.opened"])
    #expect(
      operation?["messages"]
        == [["$ref": "#/channels/tickets.ticket.opened/messages/tickets.ticket.opened"]])
  }

  @Test func `a message is the type and a CloudEvent with the event's data`() throws {
    let message = try #require(document["components"]?["messages"]?["tickets.ticket.rated"])
    #expect(message["contentType"] == "application/cloudevents+json")
    #expect(message["headers"]?["properties"]?["type"]?["const"] == "tickets.ticket.rated")
    let parts = message["payload"]?["allOf"]
    #expect(parts?[0] == ["$ref": "#/components/schemas/CloudEvent"])
    let data = parts?[1]?["properties"]?["data"]
    #expect(data?["properties"]?["score"] == ["type": "integer"])
    #expect(data?["additionalProperties"] == nil)
  }

  @Test func `personal members are marked, and only there`() throws {
    let message = try #require(document["components"]?["messages"]?["tickets.ticket.opened"])
    let data = message["payload"]?["allOf"]?[1]?["properties"]?["data"]?["properties"]
    let requester = data?["requester"]?["properties"]
    #expect(requester?["email"]?["x-personal"] == true)
    #expect(requester?["phone"]?["x-personal"] == true)
    #expect(requester?["contact"]?["x-personal"] == nil)
    #expect(data?["notes"]?["items"]?["x-personal"] == true)
    #expect(
      data?["ticket"]?["properties"]?["requester"]
        == ["allOf": [["$ref": "#/components/schemas/Requester"]], "x-personal": true])
    #expect(
      document["components"]?["schemas"]?["Requester"]?["properties"]?["email"]?["x-personal"]
        == nil)
  }

  @Test func `every reference to a schema leads somewhere`() {
    let known = Set(document["components"]?["schemas"]?.members?.keys.map { $0 } ?? [])
    #expect(references(in: document).subtracting(known).isEmpty)
  }

  @Test func `a personal member that does not exist is refused by its pointer`() {
    let error = #expect(throws: SchemaError.self) {
      try AsyncAPI.document(service: "a", version: "1", events: [Misplaced.self])
    }
    #expect(
      error?.description == #"The member "/email" is marked personal but is not in the data"#)
  }
}

/// The names of the schemas that are referred to anywhere inside.
private func references(in value: JSON) -> Set<String> {
  let prefix = "#/components/schemas/"
  switch value {
  case .array(let elements): return elements.reduce(into: []) { $0.formUnion(references(in: $1)) }
  case .object(let members):
    var found = members.values.reduce(into: Set<String>()) { $0.formUnion(references(in: $1)) }
    if let pointer = members["$ref"]?.text, pointer.hasPrefix(prefix) {
      found.insert(String(pointer.dropFirst(prefix.count)))
    }
    return found
  default: return []
  }
}
