import Wire

/// Tags as people write them: `Refund ` and `refund` are the same one, shown as it came first.
enum Tags {
  static let most = 20
  static let longest = 50

  /// Set by a bad rating.
  static let badRating = "badRating"

  /// Trimmed, blanks inside replaced by dashes, each once.
  static func normalised(_ tags: [String]) -> [String] {
    var seen: Set<String> = []
    return tags.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: "-") }
      .filter { !$0.isEmpty && seen.insert(folded($0)).inserted }
  }

  /// What a tag is found by: capitals do not count.
  static func folded(_ tag: String) -> String {
    tag.lowercased()
  }

  /// How they stand in a column: a normalised tag has no line break.
  static func column(_ tags: [String]) -> String {
    tags.joined(separator: "\n")
  }

  static func read(_ column: String) -> [String] {
    column.split(separator: "\n").map(String.init)
  }
}

extension Checking {
  /// Normalised tags, within their limits.
  mutating func tags(_ tags: [String], at path: String) -> [String] {
    let normalised = Tags.normalised(tags)
    expect(
      normalised.count <= Tags.most, at: path, "length", limit: .integer(Int64(Tags.most)),
      "must have at most \(Tags.most) tags")
    for (index, tag) in tags.enumerated() {
      text(tag, at: "\(path)/\(index)", limit: Tags.longest)
    }
    return normalised
  }
}
