import Access
import Logging
import Logs
import Store
import Supervision
import Wire

#if canImport(Glibc)
  import Glibc
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The life of a service's process: read the configuration, start, wait for a signal, stop.
package enum Launch {
  /// Runs a service until SIGINT or SIGTERM, and ends the process.
  ///
  /// What keeps it from starting is said in one sentence on standard error, with an exit code of
  /// sysexits.h that tells a supervisor whether trying again makes sense.
  package static func main(
    _ plan: LaunchPlan, _ make: (LaunchConfiguration) throws -> Service
  ) -> Never {
    let configuration = LaunchConfiguration(plan)
    LoggingSystem.bootstrap { JSONLogHandler(label: $0) }
    var logger = Logger(label: plan.name)
    logger.logLevel = configuration.text("logLevel").flatMap { Logger.Level(rawValue: $0) } ?? .info
    // Before any thread is there, so that none but this one is ever interrupted.
    let signals = blockSignals()
    // A reader of the log that goes away must not end the process.
    signal(SIGPIPE, SIG_IGN)
    Lifeline.watch()
    do {
      if configuration.isOn("checkUpgrade") { try check(configuration, make) }
      let host = try start(configuration, logger, make)
      ServiceManager.tell(.ready)
      var signal: Int32 = 0
      var waited = signals
      sigwait(&waited, &signal)
      ServiceManager.tell(.stopping)
      host.stop()
      exit(EX_OK)
    } catch {
      let failure = LaunchFailure(error)
      StandardError.write(Array("rapport-\(plan.name): \(failure.sentence)\n".utf8))
      exit(failure.code)
    }
  }

  /// Says what the step to this release would do to the database, and ends the process.
  private static func check(
    _ configuration: LaunchConfiguration, _ make: (LaunchConfiguration) throws -> Service
  ) throws -> Never {
    let location = try configuration.location()
    let upgrade = try Upgrade(of: try make(configuration), on: location.store)
    let steps = upgrade.steps.isEmpty ? ["nothing to do"] : upgrade.steps
    for step in steps { print("\(configuration.plan.name)  \(step)") }
    exit(EX_OK)
  }

  private static func start(
    _ configuration: LaunchConfiguration, _ logger: Logger,
    _ make: (LaunchConfiguration) throws -> Service
  ) throws -> Host {
    try prepare(configuration.dataFolder)
    var options = HostOptions(
      endpoints: try configuration.ownEndpoints(), location: try configuration.location())
    options.others = try configuration.others()
    options.keys = try configuration.serverKeys()
    options.backupFolder = "\(configuration.dataFolder)/backups"
    options.preservedFile = "\(configuration.dataFolder)/\(configuration.plan.name).preserved.jsonl"
    let order = RestoreOrder.path(of: configuration.plan.name, in: configuration.dataFolder)
    options.restoring = try restoreOrder(at: order)
    options.directory = configuration.plan.directory
    options.version = configuration.plan.version
    options.logger = logger
    options.failed = { reason in
      StandardError.write(Array("rapport-\(configuration.plan.name): \(reason)\n".utf8))
      exit(EX_TEMPFAIL)
    }
    let host = try Host(try make(configuration), options)
    if options.restoring != nil { try FileManager.default.removeItem(atPath: order) }
    try host.start()
    return host
  }

  /// What `rapport restore` left to be done. It is removed once it is in the database.
  private static func restoreOrder(at path: String) throws -> RestoreOrder? {
    guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
    do {
      return try JSONCoding.decode(RestoreOrder.self, from: Array(bytes), mode: .lenient)
    } catch {
      throw LaunchError.configuration(
        "\(path) is damaged: run rapport restore again, or remove it if nothing was restored")
    }
  }

  private static func prepare(_ folder: String) throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw LaunchError.folder(folder)
    }
    guard access(folder, W_OK | X_OK) == 0 else { throw LaunchError.folder(folder) }
  }

  private static func blockSignals() -> sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    return signals
  }
}

/// Why a process cannot start.
package enum LaunchError: Error {
  case configuration(String)
  case folder(String)
}

/// What a process says when it cannot start, and its exit code (sysexits.h).
struct LaunchFailure {
  let sentence: String
  let code: Int32

  init(_ error: any Error) {
    switch error {
    case LaunchError.configuration(let sentence): (self.sentence, code) = (sentence, EX_CONFIG)
    case LaunchError.folder(let folder):
      sentence = "the data folder \(folder) cannot be written: choose another with --data"
      code = EX_CANTCREAT
    case let error as HostError: (sentence, code) = ("\(error)", EX_UNAVAILABLE)
    case let fault as KeyFault: (sentence, code) = (fault.sentence, EX_CONFIG)
    case let error as StoreError: (sentence, code) = ("\(error)", Self.code(error))
    case let error as ServiceError:
      (sentence, code) = ("it cannot start: \(error.message)", EX_SOFTWARE)
    default: (sentence, code) = ("it cannot start: \(error)", EX_SOFTWARE)
    }
  }

  private static func code(_ error: StoreError) -> Int32 {
    switch error {
    case .newerRelease, .editedMigration, .corrupt: EX_DATAERR
    case .inUse, .busy, .exhausted, .lost: EX_TEMPFAIL
    case .cannotOpen, .readOnly: EX_CANTCREAT
    case .full: EX_IOERR
    case .interrupted, .constraint, .other: EX_SOFTWARE
    }
  }
}
