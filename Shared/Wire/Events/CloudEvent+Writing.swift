extension CloudEvent {
  /// Appends the event as JSON. Written by hand because every commit writes events; the order of
  /// attributes never changes and `data` comes last, spliced as it is.
  public func write(into bytes: inout [UInt8]) {
    var members = MemberWriter(into: &bytes)
    members.add("specversion", literal: "\"1.0\"", to: &bytes)
    members.add("id", text: id, to: &bytes)
    members.add("source", text: source, to: &bytes)
    members.add("type", text: type, to: &bytes)
    if let subject { members.add("subject", text: subject, to: &bytes) }
    members.name("time", to: &bytes)
    bytes.appendQuoted(time)
    if data != nil { members.add("datacontenttype", literal: "\"application/json\"", to: &bytes) }
    writeExtensions(&members, into: &bytes)
    if let data { members.add("data", raw: data, to: &bytes) }
    members.close(&bytes)
  }

  private func writeExtensions(_ members: inout MemberWriter, into bytes: inout [UInt8]) {
    if sequence > 0 {
      members.name("sequence", to: &bytes)
      bytes.append(UInt8(ascii: "\""))
      bytes.appendSequence(sequence)
      bytes.append(UInt8(ascii: "\""))
    }
    members.add("log", text: log, to: &bytes)
    if let contact { members.add("contact", text: contact, to: &bytes) }
    if let actor { members.add("actor", text: actor, to: &bytes) }
    if let key { members.add("key", text: key, to: &bytes) }
    if let causationid { members.add("causationid", text: causationid, to: &bytes) }
    if let traceparent { members.add("traceparent", text: traceparent, to: &bytes) }
    members.add("hops", integer: Int64(hops), to: &bytes)
    if !seen.isEmpty { members.add("seen", text: Self.seenText(seen), to: &bytes) }
  }

  /// `forms=12,tickets=9`, sorted by name.
  public static func seenText(_ seen: [String: Int64]) -> String {
    var text = ""
    for (name, sequence) in seen.sorted(by: { $0.key < $1.key }) {
      if !text.isEmpty { text += "," }
      text += name
      text += "="
      text += String(sequence)
    }
    return text
  }
}

extension [UInt8] {
  /// Appends a sequence as 20 digits, so that texts sort as numbers do.
  fileprivate mutating func appendSequence(_ sequence: Int64) {
    let start = count
    append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 20))
    var rest = sequence.magnitude
    var at = start + 19
    while rest > 0 {
      self[at] += UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
      at -= 1
    }
  }
}
