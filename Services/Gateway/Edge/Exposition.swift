/// Measurements in Prometheus' text format 0.0.4, which wants all lines of one name together.
struct Exposition: Sendable {
  private var families: [String: Family] = [:]

  private struct Family {
    let type: String
    var lines: [String] = []
  }

  mutating func add(_ name: String, _ type: String, _ labels: [String: String], _ value: Double) {
    let name = Self.identifier(name)
    let list = labels.sorted { $0.key < $1.key }.map { label, text in
      #"\#(Self.identifier(label))="\#(Self.escaped(text))""#
    }
    let line = "\(name){\(list.joined(separator: ","))} \(Self.number(value))"
    families[name, default: Family(type: type)].lines.append(line)
  }

  var text: String {
    families.sorted { $0.key < $1.key }.map { name, family in
      "# TYPE \(name) \(family.type)\n" + family.lines.map { $0 + "\n" }.joined()
    }.joined()
  }

  /// A name as Prometheus takes it.
  private static func identifier(_ name: String) -> String {
    let letters = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    return (letters.first?.isNumber == true ? "_" : "") + String(letters)
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: #"\\"#).replacing("\"", with: #"\""#).replacing("\n", with: #"\n"#)
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    return Int64(exactly: value).map(String.init) ?? String(value)
  }
}
