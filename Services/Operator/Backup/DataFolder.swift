import Foundation
import Models
import Wire

/// The folder of databases, keys and secret of an installation on this machine.
struct DataFolder: Sendable {
  let path: String

  /// The folder that is named, or the environment's.
  init(_ path: String?) {
    self.path = path ?? ProcessInfo.processInfo.environment["RAPPORT_DATA"] ?? "./data"
  }

  var backups: String { "\(path)/backups" }

  /// What belongs to a backup beside the databases, as far as it is there: paths inside the folder.
  var companions: [String] {
    let preserved = Suite.members.map { "\($0.name).preserved.jsonl" }
    return (["secret"] + preserved).filter {
      FileManager.default.fileExists(atPath: "\(path)/\($0)")
    }
      + files(below: "keys")
  }

  private func files(below folder: String) -> [String] {
    let found = FileManager.default.enumerator(atPath: "\(path)/\(folder)")
    let paths = (found?.compactMap { $0 as? String } ?? []).map { "\(folder)/\($0)" }
    return paths.sorted().filter { path in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: "\(self.path)/\(path)", isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  /// Copies a file between this folder and another, under the same path, for its owner alone.
  static func copy(_ path: String, from source: String, to target: String) throws {
    let destination = URL(fileURLWithPath: "\(target)/\(path)")
    try FileManager.default.createDirectory(
      at: destination.deletingLastPathComponent(), withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    try FileManager.default.copyItem(at: URL(fileURLWithPath: "\(source)/\(path)"), to: destination)
  }
}
