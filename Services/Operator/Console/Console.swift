import Foundation

/// The terminal or pipe that the command talks to.
enum Console {
  /// Whether a person reads along, rather than a program.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// How to colour what a person reads; plain for programs, and for who sets NO_COLOR
  /// (https://no-color.org).
  static var paint: Paint {
    let refuses = ProcessInfo.processInfo.environment["NO_COLOR"]?.isEmpty == false
    return Paint(isOn: isTerminal && !refuses)
  }

  /// Writes a line to standard output; lines of several threads do not mix.
  static func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }

  /// Writes a line to standard error.
  static func complain(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  static func standardInput() -> [UInt8] {
    Array(FileHandle.standardInput.readDataToEndOfFile())
  }
}

/// Colours, or none.
struct Paint: Sendable {
  let isOn: Bool

  enum Colour: Int, Sendable {
    case bold = 1
    case dim = 2
    case red = 31
    case green = 32
    case yellow = 33
    case blue = 34
    case magenta = 35
    case cyan = 36
  }

  static let plain = Paint(isOn: false)

  func callAsFunction(_ text: String, _ colour: Colour) -> String {
    isOn ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// The same service always has the same colour.
  func service(_ name: String, _ text: String) -> String {
    let colours: [Colour] = [.green, .blue, .magenta, .cyan, .yellow]
    let sum = name.utf8.reduce(0) { $0 + Int($1) }
    return self(text, colours[sum % colours.count])
  }
}
