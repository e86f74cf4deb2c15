import ArgumentParser
import Foundation
import Models
import Wire

/// `rapport restore`: puts a backup in place of the data, while nothing runs.
struct Restore: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Puts a backup in place of the data; the suite must be stopped.",
    discussion: """
      What was there is moved aside, never removed. Logs get new ids and all cursors move with \
      them; withdrawals and suppressions since the backup are done again from the files beside the \
      databases. Every service starts held: look with rapport release, then let it go on.
      """)

  @Argument(help: "The backup's folder, or its name in DATA/backups.", completion: .directory)
  var backup: String

  @Option(help: "The data folder (RAPPORT_DATA; ./data).", completion: .directory)
  var data: String?

  func run() throws {
    let folder = DataFolder(data)
    let source =
      FileManager.default.fileExists(atPath: "\(backup)/\(BackupManifest.fileName)")
      ? backup : "\(folder.backups)/\(backup)"
    let manifest = try BackupManifest.read(in: source)
    let damage = manifest.damage(in: source) + manifest.flaws
    guard damage.isEmpty else {
      throw Failure(EX_DATAERR, "The backup is damaged; nothing was changed.", details: damage)
    }
    try FileManager.default.createDirectory(
      atPath: folder.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700]
    )
    let locks = try manifest.services.map { try StoppedService($0.service, in: folder.path) }
    defer { withExtendedLifetime(locks) {} }
    try replace(manifest, from: source, in: folder)
    Console.say(
      """
      \(manifest.name) is in place, as of \(LocalTime.text(manifest.at)). Start the suite: every \
      service is held until rapport release.
      """)
  }

  private func replace(
    _ manifest: BackupManifest, from source: String, in folder: DataFolder
  ) throws {
    let aside = "\(folder.path)/replaced-\(LocalTime.now.wire.replacing(":", with: "-"))"
    let databases = manifest.services.map(\.file.path)
    // What outlives the databases stays: it knows more than the backup does.
    let kept = manifest.files.map(\.path).filter { path in
      path.hasSuffix(".preserved.jsonl")
        && FileManager.default.fileExists(atPath: "\(folder.path)/\(path)")
    }
    let files = manifest.files.map(\.path).filter { !kept.contains($0) }
    for path in files + databases.flatMap({ [$0, "\($0)-wal", "\($0)-shm"] })
    where FileManager.default.fileExists(atPath: "\(folder.path)/\(path)") {
      try DataFolder.copy(path, from: folder.path, to: aside)
      try FileManager.default.removeItem(atPath: "\(folder.path)/\(path)")
    }
    // The orders first: a database without one must never be started.
    try order(manifest, in: folder.path)
    for path in files + databases { try DataFolder.copy(path, from: source, to: folder.path) }
  }

  private func order(_ manifest: BackupManifest, in folder: String) throws {
    let now = LocalTime.now.milliseconds
    let logs = manifest.services.map { member in
      let random = UInt64.random(in: .min ... .max)
      let id = UUIDv7(milliseconds: now, random: (random >> 52, random))
      return (member.log, TypeID.encode(prefix: member.service, uuid: id))
    }
    let order = RestoreOrder(
      backup: manifest.name, logs: Dictionary(logs, uniquingKeysWith: { first, _ in first }))
    let bytes = Data(try JSONCoding.encode(order))
    for member in manifest.services {
      let path = RestoreOrder.path(of: member.service, in: folder)
      try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
    }
  }
}

/// Keeps a service from being started while its database is replaced.
private final class StoppedService {
  private let descriptor: Int32

  /// - Throws: when it runs.
  init(_ service: String, in folder: String) throws(Failure) {
    let path = "\(folder)/\(service).db.lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(EX_CANTCREAT, "\(path) cannot be written.") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Failure(EX_TEMPFAIL, "\(service) runs; stop the suite first. Nothing was changed.")
    }
  }

  deinit {
    close(descriptor)
  }
}
