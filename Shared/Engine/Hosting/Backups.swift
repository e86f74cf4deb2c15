import Crypto
import Logging
import Store
import Wire
import ZeroMQ

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Copies of the database, in the service's own folder, made while it goes on.
final class Backups: Sendable {
  typealias Result = EveryService.Backup.Result

  /// The backup under way, or the last one.
  private enum Stage {
    case none
    case held(Result, Snapshot)
    case copying(Result)
    case done(Result)
    case failed(name: String, ServiceError)
  }
  // Unchecked: a snapshot is used by one thread at a time; it changes hands under the lock.
  private struct State: @unchecked Sendable {
    var name = ""
    var stage = Stage.none
  }
  private let state = Monitor(State())
  private let store: any Store
  private let folder: String?
  private let gate: Gate
  private let position: Position
  private let service: (name: String, version: String)
  private let clock: any Clock
  private let logger: Logger
  /// How long an answer waits for a copy to be done, in milliseconds.
  private static let patience: Int64 = 2_000

  /// - Parameter folder: where each backup gets a folder of its name; nil makes none.
  init(
    of store: any Store, in folder: String?, service: (name: String, version: String), gate: Gate,
    position: Position, clock: any Clock, logger: Logger
  ) {
    (self.store, self.folder, self.service) = (store, folder, service)
    (self.gate, self.position, self.clock, self.logger) = (gate, position, clock, logger)
  }

  /// See ``EveryService/Backup``. Waits: call it on a reader's thread.
  func answer(_ params: EveryService.Backup.Params) throws -> Result {
    let path = try path(of: params.name)
    if params.hold == true {
      return try begin(params.name, path, hold: true)
    }
    switch state.read({ $0.name == params.name ? $0.stage : .none }) {
    case .none:
      _ = try begin(params.name, path, hold: false)
      return try copy(params.name, path)
    case .held: return try copy(params.name, path)
    case .copying, .done, .failed: return try outcome(of: params.name)
    }
  }

  /// When the newest copy in the folder was written; nil when there is none.
  var newest: Timestamp? {
    guard let folder else { return nil }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.compactMap { name -> Timestamp? in
      let attributes = try? FileManager.default.attributesOfItem(
        atPath: file(in: "\(folder)/\(name)"))
      return (attributes?[.modificationDate] as? Date).map {
        Timestamp(milliseconds: Int64($0.timeIntervalSince1970 * 1_000))
      }
    }.max()
  }

  private func path(of name: String) throws -> String {
    let allowed = name.utf8.allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        || "._-".utf8.contains(byte)
    }
    guard allowed, (1...64).contains(name.utf8.count), name.first != "." else {
      throw ServiceError.invalid([
        Violation(
          path: "/name", rule: "name", limit: 64,
          message: "must be 1 to 64 letters, digits, '.', '_' and '-', not beginning with a '.'")
      ])
    }
    guard let folder else { throw ServiceError.rejected("This service has no backup folder.") }
    return "\(folder)/\(name)"
  }

  /// Takes the snapshot.
  private func begin(_ name: String, _ path: String, hold: Bool) throws -> Result {
    try free(for: name, path)
    if hold, !gate.hold(milliseconds: EveryService.Backup.longestHold) {
      throw ServiceError.busy(
        "A batch took too long to be waited for.", retryAfter: .seconds(1))
    }
    do {
      guard let snapshot = try store.openSnapshot() else {
        throw ServiceError.rejected("PostgreSQL is backed up with its own tools (pg_dump).")
      }
      // Nobody commits while it is held; without, the head may be of a moment before.
      let (log, head) = position.value
      let seen = position.followings.filter { !$0.log.isEmpty }.map { ($0.log, $0.sequence) }
      let result = Result(
        service: service.name, version: service.version, state: .held, at: clock.now(), log: log,
        head: head, seen: Dictionary(seen, uniquingKeysWith: max))
      state.update { $0 = State(name: name, stage: .held(result, snapshot)) }
      return result
    } catch {
      _ = gate.open()
      throw error
    }
  }

  private func free(for name: String, _ path: String) throws {
    if case .copying = state.read({ $0.stage }) {
      throw ServiceError.conflict("another backup is under way")
    }
    guard !FileManager.default.fileExists(atPath: file(in: path)) else {
      throw ServiceError.conflict("there is a backup \(name) already")
    }
  }

  private func file(in path: String) -> String { "\(path)/\(service.name).db" }

  /// Lets commits go on and writes the snapshot out on a thread of its own.
  private func copy(_ name: String, _ path: String) throws -> Result {
    let wasHeld = gate.open()
    let begun = state.update { state -> (Result, Snapshot)? in
      guard state.name == name, case .held(var result, let snapshot) = state.stage else {
        return nil
      }
      (result.state, result.wasHeld) = (.copying, wasHeld)
      state.stage = .copying(result)
      return (result, snapshot)
    }
    guard let (result, snapshot) = begun else { return try outcome(of: name) }
    let handed = Handed(snapshot)
    Worker { self.write(handed.value, path, result) }.detach()
    return try outcome(of: name)
  }

  private func write(_ snapshot: Snapshot, _ path: String, _ result: Result) {
    var result = result
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try snapshot.copy(to: file(in: path))
      result.file = try Self.describe(file(in: path))
      result.state = .done
      state.update { [result] in $0.stage = .done(result) }
    } catch {
      logger.error("a backup failed", metadata: ["path": "\(path)", "error": "\(error)"])
      let full = if case .full = error as? StoreError { true } else { false }
      let told = ServiceError(
        .unavailable, full ? "The disk is full; the backup was not written." : "The backup failed.")
      state.update { $0.stage = .failed(name: $0.name, told) }
    }
  }

  /// What became of it; waits a moment for a copy that is small.
  private func outcome(of name: String) throws -> Result {
    let ended: Swift.Result<Result, ServiceError>? = state.wait(milliseconds: Self.patience) {
      switch $0.stage {
      case .done(let result) where $0.name == name: .success(result)
      case .failed(name, let error): .failure(error)
      case .none, .held, .copying, .done, .failed: nil
      }
    }
    if let ended { return try ended.get() }
    guard case .copying(let result) = state.read({ $0.stage }) else {
      throw ServiceError.conflict("another backup has begun meanwhile")
    }
    return result
  }

  /// A file's size and digest.
  static func describe(_ path: String) throws -> EveryService.Backup.File {
    let file = try FileReader(path)
    var (hash, bytes) = (SHA256(), Int64(0))
    while let part = try file.next() {
      hash.update(data: part)
      bytes += Int64(part.count)
    }
    return EveryService.Backup.File(
      path: path, bytes: bytes, sha256: Array(hash.finalize()).hexadecimal)
  }
}
