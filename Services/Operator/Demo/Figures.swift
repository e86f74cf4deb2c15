import Wire

/// A report's figures as lines, without those that are zero: `csat score 1.0`,
/// `rates unsubscribed 1 of 4`.
enum Figures {
  static func text(of report: some Encodable) throws -> String {
    let value = try JSONCoding.decode(
      JSON.self, from: JSONCoding.encode(report), mode: .lenient)
    return lines(value, []).joined(separator: "\n")
  }

  private static func lines(_ value: JSON, _ path: [String]) -> [String] {
    let name = path.joined(separator: " ")
    switch value {
    case .object(let members):
      if let part = members["numerator"]?.integer, let whole = members["denominator"]?.integer {
        return part == 0 ? [] : ["\(name) \(part) of \(whole)"]
      }
      return members.sorted { $0.key < $1.key }.flatMap { lines($0.value, path + [$0.key]) }
    case .integer(let number): return number == 0 ? [] : ["\(name) \(number)"]
    case .number(let number): return number == 0 ? [] : ["\(name) \(number)"]
    case .string(let text): return ["\(name) \(text)"]
    case .null, .bool, .array: return []
    }
  }
}
