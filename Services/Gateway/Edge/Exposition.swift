/// Measurements in Prometheus' text format 0.0.4, which wants all lines of one name together.
///
/// Source: https://prometheus.io/docs/instrumenting/exposition_formats
struct Exposition: Sendable {
  private var families: [String: Family] = [:]

  private struct Family {
    let type: String
    let help: String
    var lines: [String] = []
  }

  /// Says what the samples of a name tell; the first word on it stays.
  mutating func declare(_ name: String, _ type: String, _ help: String) {
    let name = Self.identifier(name)
    guard families[name] == nil else { return }
    families[name] = Family(type: type, help: help)
  }

  /// - Parameter name: the family's, or that of one of a histogram's lines.
  mutating func add(_ name: String, _ type: String, _ labels: [String: String], _ value: Double) {
    let name = Self.identifier(name)
    let list = labels.sorted { $0.key < $1.key }.map { label, text in
      #"\#(Self.identifier(label))="\#(Self.escaped(text))""#
    }
    let line = "\(name){\(list.joined(separator: ","))} \(Self.number(value))"
    families[
      Self.family(of: name, type), default: Family(type: type, help: "")
    ].lines.append(line)
  }

  /// Names without a sample are left out.
  var text: String {
    families.filter { !$0.value.lines.isEmpty }.sorted { $0.key < $1.key }.map { name, family in
      let help = family.help.isEmpty ? "" : "# HELP \(name) \(Self.escaped(help: family.help))\n"
      return help + "# TYPE \(name) \(family.type)\n"
        + family.lines.map { $0 + "\n" }.joined()
    }.joined()
  }

  private static func family(of name: String, _ type: String) -> String {
    guard type == "histogram" else { return name }
    let part = ["_bucket", "_sum", "_count"].first { name.hasSuffix($0) } ?? ""
    return String(name.dropLast(part.count))
  }

  /// A name as Prometheus takes it.
  private static func identifier(_ name: String) -> String {
    let letters = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    return (letters.first?.isNumber == true ? "_" : "") + String(letters)
  }

  private static func escaped(_ text: String) -> String {
    escaped(help: text).replacing("\"", with: #"\""#)
  }

  private static func escaped(help text: String) -> String {
    text.replacing("\\", with: #"\\"#).replacing("\n", with: #"\n"#)
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    return Int64(exactly: value).map(String.init) ?? String(value)
  }
}
