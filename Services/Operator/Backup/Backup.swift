import ArgumentParser
import Client
import Foundation
import Models
import Wire

/// `rapport backup`: all services as they are at one moment, while they go on.
struct Backup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Copies all databases as they are at one moment, with secret and keys.",
    discussion: """
      Commits are held for less than a second; copying goes on beside them. The backup is a folder \
      of its own in DATA/backups. Where the services have data folders of their own (containers), \
      each keeps its copy there, and the manifest goes to standard output.
      """)

  @Option(help: "The data folder (RAPPORT_DATA; ./data).", completion: .directory)
  var data: String?

  @Option(help: "The backup's name; the time if not given.")
  var name: String?

  @Option(help: "How many backups to keep; older ones are removed once this one is done.")
  var keep: Int?

  @OptionGroup var options: InstallationOptions

  /// How often it is tried to hold all services at once.
  private static let tries = 5

  func validate() throws {
    if let keep, keep < 1 { throw ValidationError("--keep must be at least 1.") }
  }

  func run() async throws {
    let installation = try options.installation()
    let started = LocalTime.now
    let base = name ?? started.wire.replacing(":", with: "-")
    for number in 1...Self.tries {
      let round = BackupRound(
        name: number == 1 ? base : "\(base)_\(number)", installation: installation)
      guard let copies = try await round.run() else { continue }
      return try finish(copies, of: round)
    }
    throw Failure(
      EX_TEMPFAIL, "The services could not be held at one moment; try again when less goes on.")
  }

  private func finish(_ copies: [BackupRound.Copy], of round: BackupRound) throws {
    let folder = DataFolder(data)
    let target = "\(folder.backups)/\(round.name)"
    var manifest = try Self.manifest(of: copies, named: round.name)
    guard manifest.flaws.isEmpty else {
      throw Failure(EX_SOFTWARE, "The copies show different moments.", details: manifest.flaws)
    }
    guard copies.allSatisfy({ isHere($0, in: target) }) else {
      Console.say(String(decoding: try JSONCoding.encode(manifest), as: UTF8.self))
      return
    }
    for path in folder.companions {
      try DataFolder.copy(path, from: folder.path, to: target)
      manifest.files.append(try BackupManifest.File(path, in: target))
    }
    try manifest.write(in: target)
    Console.say("\(target): \(manifest.services.count) databases, \(manifest.files.count) files")
    if let keep { try Self.prune(folder.backups, keeping: keep) }
  }

  static func manifest(
    of copies: [BackupRound.Copy], named name: String
  ) throws(Failure) -> BackupManifest {
    var manifest = BackupManifest(
      name: name, at: copies.map(\.at).max() ?? LocalTime.now, version: Suite.version,
      services: [], files: [])
    for copy in copies {
      guard let file = copy.file else {
        throw Failure(EX_SOFTWARE, "\(copy.service) did not say what it wrote.")
      }
      manifest.services.append(
        BackupManifest.Member(
          service: copy.service, log: copy.log, head: copy.head, seen: copy.seen,
          file: BackupManifest.File(
            path: "\(copy.service).db", bytes: file.bytes, sha256: file.sha256)))
    }
    return manifest
  }

  /// Whether the copy that a service wrote is the one in our folder.
  private func isHere(_ copy: BackupRound.Copy, in folder: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(copy.service).db")
  }

  /// Removes the oldest; only what has a manifest is a backup.
  static func prune(_ folder: String, keeping count: Int) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let backups = names.compactMap { name -> (String, Timestamp)? in
      guard let manifest = try? BackupManifest.read(in: "\(folder)/\(name)") else { return nil }
      return (name, manifest.at)
    }
    for (name, _) in backups.sorted(by: { $0.1 > $1.1 }).dropFirst(count) {
      try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
      Console.say("\(folder)/\(name): removed")
    }
  }
}
