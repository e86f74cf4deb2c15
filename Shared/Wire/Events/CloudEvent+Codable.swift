extension CloudEvent: Codable {
  private enum CodingKeys: String, CodingKey {
    case id, source, type, subject, time, sequence, log, contact, actor, key, causationid,
      traceparent
    case hops, seen, data
  }

  /// Reads an event, ours or another's: what our own always say and others may not has a default.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func text(_ key: CodingKeys) throws -> String? {
      try container.decodeIfPresent(String.self, forKey: key)
    }
    id = try container.decode(String.self, forKey: .id)
    source = try container.decode(String.self, forKey: .source)
    type = try container.decode(String.self, forKey: .type)
    subject = try text(.subject)
    time = try container.decode(Timestamp.self, forKey: .time)
    sequence = try container.decodeIfPresent(SequenceText.self, forKey: .sequence)?.number ?? 0
    log = try text(.log) ?? ""
    contact = try text(.contact)
    actor = try text(.actor)
    key = try text(.key)
    causationid = try text(.causationid)
    traceparent = try text(.traceparent)
    hops = try container.decodeIfPresent(Int.self, forKey: .hops) ?? 0
    seen = try text(.seen).map(Self.cursors) ?? [:]
    data = try container.decodeIfPresent(RawJSON.self, forKey: .data)
  }

  /// Writes the event as `write(into:)` does.
  public func encode(to encoder: any Encoder) throws {
    var bytes: [UInt8] = []
    write(into: &bytes)
    var container = encoder.singleValueContainer()
    try container.encode(RawJSON(bytes: bytes))
  }
}

/// The digits of a sequence.
private struct SequenceText: WireText {
  let wire: String
  var number: Int64 { Int64(wire) ?? 0 }

  init(wire: String) throws(Rejection) {
    guard let number = Int64(wire), number >= 0 else {
      throw Rejection(rule: "sequence", message: "must be the digits of a sequence")
    }
    self.wire = wire
  }

  private init() { wire = "0" }

  static var placeholder: SequenceText { SequenceText() }
  static var schema: Schema { .string }
}
