import Wire

/// An event as the logs of the town hold them.
func event(
  _ type: String = "tickets.ticket.opened", sequence: Int64 = 1, seconds: Int64 = 0,
  subject: String? = nil, contact: String? = nil, data: String? = nil
) -> CloudEvent {
  CloudEvent(
    id: "event-\(type)-\(sequence)", source: "/rapport/town", type: type, subject: subject,
    time: Timestamp(milliseconds: 1_767_322_800_000 + seconds * 1_000), sequence: sequence,
    log: "log", contact: contact, data: data.map { RawJSON(bytes: Array($0.utf8)) })
}
