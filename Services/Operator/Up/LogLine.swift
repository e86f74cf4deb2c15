import Wire

/// A process's log line under its name. On a terminal, JSON lines are put into words.
struct LogLine: Sendable {
  private let paint: Paint
  private static let width = 14

  init(_ paint: Paint) {
    self.paint = paint
  }

  func text(_ line: String, of name: String) -> String {
    let margin = name + String(repeating: " ", count: max(1, Self.width - name.count))
    return paint.service(name, margin + "│") + " " + (paint.isOn ? words(line) : line)
  }

  private func words(_ line: String) -> String {
    guard line.hasPrefix("{"),
      let members = try? JSONCoding.decode(JSON.self, from: Array(line.utf8), mode: .lenient)
        .members,
      let message = members["message"]?.text, let level = members["level"]?.text
    else { return line }
    let rest = members.filter { !["message", "level", "time", "service"].contains($0.key) }
      .sorted { $0.key < $1.key }
      .map { "\($0.key)=\($0.value.text ?? "\($0.value)")" }
    let text = ([message] + rest.map { paint($0, .dim) }).joined(separator: " ")
    switch level {
    case "trace", "debug": return paint(message, .dim)
    case "warning": return paint("warning ", .yellow) + text
    case "error", "critical": return paint("\(level) ", .red) + text
    default: return text
    }
  }
}
