/// The description of a service's events in AsyncAPI 3.0.0.
///
/// One channel, one message and one `send` operation per event type, all named by the type. A
/// message is two frames: the type, described as the header, and the CloudEvent in structured JSON
/// as the payload, whose `data` is the event's own type. Personal members carry
/// `x-personal: true`.
///
///     let document = try AsyncAPI.document(
///       service: "tickets", version: "1.0.0", events: [TicketOpened.self, TicketClosed.self])
///
/// Source: https://www.asyncapi.com/docs/reference/specification/v3.0.0
public enum AsyncAPI {
  /// The document of one service. Events stand in the order given.
  ///
  /// - Throws: `SchemaError` when a contract cannot be described; see there.
  public static func document(
    service: String, version: String, events: [any Event.Type], description: String? = nil
  ) throws -> RawJSON {
    var catalogue = SchemaCatalogue(prefix: "#/components/schemas/")
    var messages = MemberList()
    for event in events { messages.add(event.type, try message(of: event, in: &catalogue)) }
    var components = MemberList()
    components.add("messages", messages)
    components.add("schemas", MemberList(catalogue.definitions))
    var document = MemberList()
    document.add("asyncapi", "3.0.0")
    document.add("id", "urn:rapport:\(service)")
    document.add("info", MemberList.info(service: service, version: version, description))
    document.add("defaultContentType", CloudEvent.contentType)
    document.add("channels", channels(of: events))
    document.add("operations", operations(of: events))
    document.add("components", components)
    return RawJSON(bytes: try JSONCoding.encode(document))
  }

  private static func message<E: Event>(
    of event: E.Type, in catalogue: inout SchemaCatalogue
  ) throws(SchemaError) -> MemberList {
    let data = try catalogue.object(of: event, closed: false)
      .marking(personal: event.personal, in: catalogue)
    let specific = Schema.object([
      .required("type", .constant(event.type)), .required("data", Schema(.object(data))),
    ])
    var payload = MemberList()
    let envelope = try catalogue.resolve(.of(CloudEvent.self), closed: false)
    payload.add("allOf", [envelope, specific].map(ResolvedSchema.init))
    let headers = Schema.object([
      .required("type", .constant(event.type).described("The first frame; filter by its prefix."))
    ])
    var message = MemberList()
    message.add("name", event.type)
    message.add("summary", event.summary)
    message.add("contentType", CloudEvent.contentType)
    message.add("headers", ResolvedSchema(schema: headers))
    message.add("payload", payload)
    return message
  }

  private static func channels(of events: [any Event.Type]) -> MemberList {
    var channels = MemberList()
    for event in events {
      var messages = MemberList()
      messages.add(event.type, reference("#/components/messages/\(event.type)"))
      var channel = MemberList()
      channel.add("address", event.type)
      channel.add("summary", event.summary)
      channel.add("messages", messages)
      channels.add(event.type, channel)
    }
    return channels
  }

  private static func operations(of events: [any Event.Type]) -> MemberList {
    var operations = MemberList()
    for event in events {
      let channel = "#/channels/\(event.type)"
      var operation = MemberList()
      operation.add("action", "send")
      operation.add("channel", reference(channel))
      operation.add("summary", event.summary)
      operation.add("messages", [reference("\(channel)/messages/\(event.type)")])
      operations.add(event.type, operation)
    }
    return operations
  }

  private static func reference(_ pointer: String) -> MemberList {
    var list = MemberList()
    list.add("$ref", pointer)
    return list
  }
}
