/// Languages by their BCP 47 tags, and which variant of a text a reader gets.
enum LanguageTag {
  /// The tag in its usual spelling (`de-AT`, `zh-Hant-TW`); nil for what cannot be one.
  static func canonical(_ tag: String) -> String? {
    let parts = tag.split(separator: "-", omittingEmptySubsequences: false)
    guard let language = parts.first, (2...8).contains(language.utf8.count), tag.utf8.count <= 35,
      language.utf8.allSatisfy(isLetter),
      parts.dropFirst().allSatisfy({
        (1...8).contains($0.utf8.count) && $0.utf8.allSatisfy(isAlphanumeric)
      })
    else { return nil }
    return ([language.lowercased()] + parts.dropFirst().map(spelled)).joined(separator: "-")
  }

  private static func spelled(_ part: Substring) -> String {
    switch part.utf8.count {
    case 2: part.uppercased()
    case 4 where part.utf8.allSatisfy(isLetter):
      part.prefix(1).uppercased() + part.dropFirst().lowercased()
    default: part.lowercased()
    }
  }

  /// Which of the languages there are fits a reader best: theirs, its base language, the variant
  /// without one (""), or the first there is.
  static func best(for wanted: String?, of available: [String]) -> String? {
    var candidates: [String] = []
    if var tag = wanted.flatMap(canonical) {
      candidates.append(tag)
      while let dash = tag.lastIndex(of: "-") {
        tag = String(tag[..<dash])
        candidates.append(tag)
      }
    }
    return (candidates + [""]).first(where: available.contains) ?? available.min()
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isLetter(byte) || (0x30...0x39).contains(byte)
  }
}
