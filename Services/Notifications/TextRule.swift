import Wire

/// What holds for any text of the configuration.
enum TextRule {
  /// One line.
  static func line(_ path: String, _ text: String, longest: Int) -> [Violation] {
    guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      return [
        Violation(path: path, rule: "line", message: "must be one line without control characters")
      ]
    }
    return self.text(path, text, longest: longest)
  }

  /// Any text; control characters other than line ends and tabs mark links in stored bodies.
  static func text(_ path: String, _ text: String, longest: Int) -> [Violation] {
    if text.allSatisfy(\.isWhitespace) {
      return [Violation(path: path, rule: "required", message: "must not be empty")]
    }
    if text.utf8.count > longest {
      return [
        Violation(
          path: path, rule: "length", limit: .integer(Int64(longest)),
          message: "must be at most \(longest) bytes long")
      ]
    }
    guard text == text.withoutControls else {
      return [
        Violation(path: path, rule: "text", message: "must not contain control characters")
      ]
    }
    return []
  }
}

extension String {
  /// All white space as single blanks, and no control characters.
  var asOneLine: String {
    withoutControls.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Without control characters other than line ends and tabs.
  var withoutControls: String {
    let kept: Set<Unicode.Scalar> = ["\n", "\r", "\t"]
    guard
      unicodeScalars.contains(where: {
        $0.properties.generalCategory == .control && !kept.contains($0)
      })
    else { return self }
    return String(
      String.UnicodeScalarView(
        unicodeScalars.filter { $0.properties.generalCategory != .control || kept.contains($0) }))
  }
}
