import Foundation
import Supervision
import Synchronization

/// A running process of the suite: what it says comes line by line, then how it ended.
final class Child: Sendable {
  let program: Program
  let pid: pid_t
  private let hasEnded = Mutex(false)

  /// How a process ended.
  enum Ending: Sendable, Equatable { case exited(Int32), killed(signal: Int32) }

  /// What a process does that its parent hears of, on a thread of the process's own.
  struct Listener: Sendable {
    let line: @Sendable (String) -> Void
    /// Comes last, with the last line that was said.
    let end: @Sendable (Ending, String) -> Void
  }

  /// Starts a program, in a process group of its own: Ctrl-C reaches the parent alone, which ends
  /// its children in order.
  init(_ program: Program, _ listener: Listener) throws(Failure) {
    self.program = program
    // What it says, and a line to it that breaks when this process dies, however that comes.
    guard let output = Descriptor.pipe(), let lifeline = Descriptor.pipe() else {
      throw Self.failure(program, errno)
    }
    pid = try Self.spawn(program, input: lifeline.reading, output: output.writing)
    let (reading, holding) = (output.reading, lifeline.writing)
    Thread.detachNewThread { [self] in
      let last = Self.read(reading, listener.line)
      withExtendedLifetime(holding) { listener.end(wait(), last) }
    }
  }

  private static func failure(_ program: Program, _ code: Int32) -> Failure {
    Failure(EX_OSERR, "\(program.path) cannot be started: \(String(cString: strerror(code))).")
  }

  private static func spawn(
    _ program: Program, input: Descriptor, output: Descriptor
  ) throws(Failure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input.number, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output.number, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output.number, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    resetSignals(&attributes)
    let environment = program.environment.merging([Lifeline.name: "1"]) { $1 }
      .map { "\($0.key)=\($0.value)" }.sorted()
    var pid = pid_t()
    let code = withCStrings([program.path]) { arguments in
      withCStrings(environment) { environment in
        posix_spawn(&pid, program.path, &actions, &attributes, arguments, environment)
      }
    }
    guard code == 0 else { throw failure(program, code) }
    return pid
  }

  /// The parent ignores some signals, and threads of Swift's pool block them all; a child that
  /// inherited either could not be stopped.
  private static func resetSignals(_ attributes: inout posix_spawnattr_t) {
    var (defaults, blocked) = (sigset_t(), sigset_t())
    sigemptyset(&blocked)
    sigemptyset(&defaults)
    for signal in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&defaults, signal) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setsigmask(&attributes, &blocked)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
  }

  /// Reads lines until the process has closed its end; gives back the last.
  private static func read(_ descriptor: Descriptor, _ tell: (String) -> Void) -> String {
    var (buffer, rest) = ([UInt8](repeating: 0, count: 16_384), [UInt8]())
    var last = ""
    func say(_ line: some Sequence<UInt8>) {
      last = String(decoding: Array(line), as: UTF8.self)
      tell(last)
    }
    while true {
      let count = Glibc.read(descriptor.number, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      rest += buffer[..<count]
      let lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      lines.dropLast().forEach(say)
      rest = Array(lines.last ?? [])
    }
    if !rest.isEmpty { say(rest) }
    return last
  }

  private func wait() -> Ending {
    var information = siginfo_t()
    while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    // Only now does its number go back to the system: nobody may signal it any more.
    return hasEnded.withLock { hasEnded in
      hasEnded = true
      var status: Int32 = 0
      waitpid(pid, &status, 0)
      let signal = status & 0x7F
      return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
    }
  }

  /// Sends a signal to it and whatever it has started, unless it has ended.
  func signal(_ number: Int32) {
    hasEnded.withLock { hasEnded in
      if !hasEnded { kill(-pid, number) }
    }
  }
}

/// Lends texts as a null-terminated array of C strings.
private func withCStrings<Result>(
  _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
  let copies = texts.map { strdup($0) }
  defer { copies.forEach { free($0) } }
  return body(copies + [nil])
}
