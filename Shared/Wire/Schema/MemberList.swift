/// A JSON object whose members keep the order in which they were added.
///
/// Documents are read by people: a dictionary would shuffle them with every run.
struct MemberList: Encodable {
  private var members: [(name: Name, value: any Encodable)] = []

  /// Appends a member; nil adds nothing.
  mutating func add(_ name: String, _ value: (some Encodable)?) {
    if let value { members.append((Name(name), value)) }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    for (name, value) in members { try container.encode(value, forKey: name) }
  }

  struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }
}
