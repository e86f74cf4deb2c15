/// Links in the text of a captured mail.
enum MailLink {
  /// The token of the first link to a page: what follows `/confirm?t=`.
  static func token(of page: String, in text: String) -> String? {
    token(after: "/\(page)?t=", in: text)
  }

  /// The token of the first link that is followed over a detour, which counts clicks.
  static func click(in text: String) -> String? {
    token(after: "/c/", in: text)
  }

  private static func token(after mark: String, in text: String) -> String? {
    guard let range = text.firstRange(of: mark) else { return nil }
    let token = text[range.upperBound...].prefix { character in
      character.isASCII && (character.isLetter || character.isNumber || "-_".contains(character))
    }
    return token.isEmpty ? nil : String(token)
  }
}
