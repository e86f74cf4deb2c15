import Crypto
import Foundation
import Wire

/// What a backup holds: which moment of each service, and every file with its digest.
struct BackupManifest: Codable, Sendable, Equatable {
  /// The manifest's own name in the backup's folder.
  static let fileName = "manifest.json"

  var name: String
  /// When the last of the services was held: all of them show this moment.
  var at: Timestamp
  /// The release of the suite.
  var version: String
  var services: [Member]
  /// Beside the databases: the secret, the keys, what outlives the databases.
  var files: [File]

  /// One service's database.
  struct Member: Codable, Sendable, Equatable {
    var service: String
    var log: String
    var head: Int64
    /// How far it followed the others, by log.
    var seen: [String: Int64]
    var file: File
  }

  struct File: Codable, Sendable, Equatable {
    /// Inside the backup's folder.
    var path: String
    var bytes: Int64
    var sha256: String
  }

  /// Cursors that lie past the head of the log they follow, one sentence each: such a backup shows
  /// no moment that ever was.
  var flaws: [String] {
    let heads = Dictionary(
      services.map { ($0.log, $0.head) }, uniquingKeysWith: { first, _ in first })
    return services.flatMap { member in
      member.seen.sorted { $0.key < $1.key }.compactMap { log, sequence in
        guard let head = heads[log], sequence > head else { return nil }
        return "\(member.service) has followed \(log) to \(sequence), which ends at \(head)"
      }
    }
  }

  /// Files that are not there, or not what they were.
  func damage(in folder: String) -> [String] {
    (services.map(\.file) + files).compactMap { file in
      guard let found = try? File(file.path, in: folder) else { return "\(file.path) is missing" }
      return found == file ? nil : "\(file.path) is not what it was"
    }
  }
}

extension BackupManifest.File {
  /// Looks at a file.
  init(_ path: String, in folder: String) throws {
    let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(folder)/\(path)"))
    defer { try? file.close() }
    var (hash, bytes) = (SHA256(), Int64(0))
    while let part = try file.read(upToCount: 1 << 20), !part.isEmpty {
      hash.update(data: part)
      bytes += Int64(part.count)
    }
    self.init(path: path, bytes: bytes, sha256: Array(hash.finalize()).hexadecimal)
  }
}

extension BackupManifest {
  static func read(in folder: String) throws(Failure) -> BackupManifest {
    let path = "\(folder)/\(fileName)"
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw Failure(EX_NOINPUT, "\(folder) is no backup: it has no \(fileName).")
    }
    do {
      return try JSONCoding.decode(BackupManifest.self, from: Array(bytes), mode: .lenient)
    } catch {
      throw Failure(EX_DATAERR, "\(path) is damaged: \(error)")
    }
  }

  func write(in folder: String) throws {
    let path = "\(folder)/\(Self.fileName)"
    try Data(try JSONCoding.encode(self)).write(to: URL(fileURLWithPath: path), options: .atomic)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }
}
