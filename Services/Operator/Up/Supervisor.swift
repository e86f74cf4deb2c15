import Foundation
import Wire

/// Keeps the suite's processes running until a signal ends it, or one of them cannot work.
///
/// Everything that happens comes through one stream and is dealt with in turn.
struct Supervisor {
  private enum Happening: Sendable {
    case signalled
    case ended(name: String, Child.Ending, lastLine: String)
    case due(name: String)
    case outOfPatience
    case ready([String])
  }

  private let programs: [Program]
  private let say: @Sendable (_ name: String, _ line: String) -> Void
  private let happenings: AsyncStream<Happening>
  private let happen: AsyncStream<Happening>.Continuation
  private var running: [String: (child: Child, since: ContinuousClock.Instant)] = [:]
  private var restarts: [String: Restarts] = [:]
  private var isStopping = false
  private var failure: Failure?

  /// How long a process may take to stop.
  private static let patience = Duration.seconds(10)
  private static let ownName = "rapport"

  /// - Parameter say: what to do with each line of a process, or of the supervisor itself.
  init(_ programs: [Program], _ say: @escaping @Sendable (String, String) -> Void) {
    (self.programs, self.say) = (programs, say)
    (happenings, happen) = AsyncStream.makeStream()
  }

  /// Runs until everything has stopped.
  ///
  /// - Parameter whenReady: waits for the suite and gives the lines to say then.
  /// - Throws: why it had to stop, if nobody asked for it.
  mutating func run(whenReady: @escaping @Sendable () async -> [String]) async throws(Failure) {
    let signals = listenToSignals()
    defer { signals.forEach { $0.cancel() } }
    for program in programs { start(program) }
    let happen = happen
    let waiting = Task { happen.yield(.ready(await whenReady())) }
    defer { waiting.cancel() }
    for await happening in happenings {
      take(happening)
      if isStopping, running.isEmpty { break }
    }
    if let failure { throw failure }
  }

  private func listenToSignals() -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [happen] in happen.yield(.signalled) }
      source.resume()
      return source
    }
  }

  private mutating func start(_ program: Program) {
    let (name, say, happen) = (program.name, say, happen)
    do throws(Failure) {
      let child = try Child(
        program,
        Child.Listener(line: { say(name, $0) }) { ending, last in
          happen.yield(.ended(name: name, ending, lastLine: last))
        })
      running[name] = (child, ContinuousClock.now)
    } catch {
      stop(because: error)
    }
  }

  private mutating func take(_ happening: Happening) {
    switch happening {
    case .signalled:
      if isStopping { kill() } else { stop(because: nil) }
    case .ended(let name, let ending, let lastLine):
      ended(name, ending, lastLine)
    case .due(let name):
      guard !isStopping, let program = programs.first(where: { $0.name == name }) else { return }
      start(program)
    case .outOfPatience: kill()
    case .ready(let lines):
      if !isStopping { lines.forEach { say(Self.ownName, $0) } }
    }
  }

  private mutating func ended(_ name: String, _ ending: Child.Ending, _ lastLine: String) {
    guard let (_, since) = running.removeValue(forKey: name), !isStopping else { return }
    let life = Period.milliseconds(Int64((ContinuousClock.now - since) / .milliseconds(1)))
    switch restarts[name, default: Restarts()].ended(ending, after: life) {
    case .giveUp(let code):
      let reason = lastLine.isEmpty ? "exit code \(code)" : lastLine
      stop(because: Failure(code, "\(name) cannot run, so everything was stopped: \(reason)"))
    case .again(let pause):
      say(Self.ownName, "\(name) ended (\(ending.words)); it is started again in \(pause.brief)")
      later(pause, .due(name: name))
    }
  }

  private mutating func stop(because failure: Failure?) {
    guard !isStopping else { return }
    (isStopping, self.failure) = (true, failure)
    say(Self.ownName, "stopping")
    for (child, _) in running.values { child.signal(SIGTERM) }
    later(.milliseconds(Int64(Self.patience / .milliseconds(1))), .outOfPatience)
    // Nothing may be running; the loop looks only when something happens.
    if running.isEmpty { happen.yield(.outOfPatience) }
  }

  private func kill() {
    for (child, _) in running.values { child.signal(SIGKILL) }
  }

  private func later(_ pause: Period, _ happening: Happening) {
    Task { [happen] in
      try? await Task.sleep(for: .milliseconds(pause.milliseconds))
      happen.yield(happening)
    }
  }
}

extension Child.Ending {
  /// `exit code 70`, `signal 9`.
  var words: String {
    switch self {
    case .exited(let code): "exit code \(code)"
    case .killed(let signal): "signal \(signal)"
    }
  }
}
