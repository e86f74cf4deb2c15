import ArgumentParser
import Wire

/// From where to tail: `start`, `now`, a sequence, or a moment of RFC 3339.
struct TailStart: ExpressibleByArgument, Equatable {
  let position: LogPosition

  init(position: LogPosition) {
    self.position = position
  }

  init?(argument: String) {
    if argument == "start" {
      position = .start
    } else if argument == "now" {
      position = .now
    } else if let sequence = Int64(argument) {
      guard sequence >= 0 else { return nil }
      position = .after(sequence)
    } else if let time = try? Timestamp(wire: argument) {
      position = .time(time)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { "now" }

  static var defaultCompletionKind: CompletionKind { .list(["start", "now"]) }
}
