import Logging
import Logs
import Wire

/// Writes a line of the process's log about each request: commands and what was refused at `info`,
/// queries at `debug`.
///
/// Whoever answers only leaves what there is to say; a thread of its own makes it JSON and writes it,
/// many lines at once. A log that nobody reads fast enough loses lines, and says how many, rather
/// than hold up customers: what happened is in the event log.
final class RequestLog: Sendable {
  private struct State {
    var lines: [(at: Timestamp, ended: Ended)] = []
    var lost = 0
    var isClosed = false
  }
  private let state = Monitor(State())
  private let service: String
  private let level: Logger.Level
  private let write: @Sendable ([UInt8]) -> Void
  /// How many lines may wait.
  private static let most = 20_000
  /// How long lines are gathered for one write, in milliseconds.
  private static let pause: Int64 = 50

  init(
    service: String, level: Logger.Level,
    write: @escaping @Sendable ([UInt8]) -> Void = StandardError.write
  ) {
    (self.service, self.level, self.write) = (service, level, write)
  }

  func add(_ ended: [Ended], at now: Timestamp) {
    let told = ended.filter { $0.level >= level }
    guard !told.isEmpty else { return }
    state.update { state in
      let room = max(0, Self.most - state.lines.count)
      state.lines += told.prefix(room).map { (now, $0) }
      state.lost += max(0, told.count - room)
    }
  }

  /// What is left is still written.
  func close() {
    state.update { $0.isClosed = true }
  }

  /// The log's life: until closed. Call it on a thread of its own.
  func run() {
    while true {
      let (lines, lost, isClosed) = take()
      var bytes: [UInt8] = []
      for line in lines {
        RequestLine(line.ended, at: line.at, of: service, at: level).add(to: &bytes)
      }
      if lost > 0 { LostLines(lost, of: service).add(to: &bytes) }
      if !bytes.isEmpty { write(bytes) }
      if isClosed { return }
      _ = state.wait(milliseconds: Self.pause) { $0.isClosed ? true : nil }
    }
  }

  private func take() -> (lines: [(at: Timestamp, ended: Ended)], lost: Int, isClosed: Bool) {
    state.wait { state in
      guard !state.lines.isEmpty || state.isClosed else { return nil }
      defer { (state.lines, state.lost) = ([], 0) }
      return (state.lines, state.lost, state.isClosed)
    } ?? ([], 0, true)
  }
}

/// One request as it stands in the log. What it said of people is told at `debug` alone.
struct RequestLine: Encodable {
  let time: Timestamp
  let level: String
  let service: String
  let message = "request"
  let method: String
  let key: String
  let actor: String?
  let trace: String?
  let durationMs: Double
  let outcome: String
  let reference: String?
  let error: String?

  init(_ ended: Ended, at time: Timestamp, of service: String, at level: Logger.Level) {
    (self.time, self.level, self.service) = (time, ended.level.rawValue, service)
    (method, key, actor) = (ended.method, ended.key, ended.actor)
    trace = ended.trace.flatMap(Traceparent.trace)
    durationMs = Double(ended.nanoseconds / 1_000) / 1_000
    (outcome, reference) = (ended.outcome, ended.error?.reference)
    error = level <= .debug ? ended.error?.message : nil
  }
}

/// Says that lines are missing.
private struct LostLines: Encodable {
  let time = SystemClock().now()
  let level = Logger.Level.warning.rawValue
  let service: String
  let message = "log lines were lost"
  let lines: Int

  init(_ lines: Int, of service: String) {
    (self.lines, self.service) = (lines, service)
  }
}

extension Encodable {
  fileprivate func add(to bytes: inout [UInt8]) {
    // Texts and numbers: there is nothing that could fail.
    guard (try? JSONCoding.encode(self, into: &bytes)) != nil else { return }
    bytes.append(UInt8(ascii: "\n"))
  }
}

extension Ended {
  /// At which level it is worth a line.
  var level: Logger.Level { kind == .query && error == nil ? .debug : .info }
}
