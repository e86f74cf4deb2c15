import Foundation
import Wire

/// One file of a configuration folder: the params of one put.
struct ConfigurationFile: Sendable {
  /// From the folder on: `forms/newsletter.json`.
  let path: String
  let noun: Noun
  let params: [UInt8]
  /// What names the entry.
  let name: String

  /// Reads a file's bytes and checks them as the service would.
  init(path: String, noun: Noun, bytes: [UInt8]) throws(ServiceError) {
    try noun.check(bytes)
    (self.path, self.noun, params) = (path, noun, bytes)
    name = noun.name(of: try JSONCoding.decode(JSON.self, from: bytes, mode: .lenient))
  }

  /// All files of a folder, in the order to apply them.
  ///
  /// - Throws: one failure that tells of every file that cannot be used.
  static func read(folder: String) throws(Failure) -> [ConfigurationFile] {
    var (files, faults): ([ConfigurationFile], [Failure]) = ([], [])
    for noun in Noun.all {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(noun.folder)"))
      for name in (names ?? []).sorted() where name.hasSuffix(".json") {
        let path = "\(noun.folder)/\(name)"
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else {
          faults.append(Failure(EX_NOINPUT, "\(path) cannot be read."))
          continue
        }
        do throws(ServiceError) {
          files.append(try ConfigurationFile(path: path, noun: noun, bytes: Array(data)))
        } catch {
          faults.append(Failure(error, about: path))
        }
      }
    }
    try check(files, faults, folder)
    return files
  }

  private static func check(
    _ files: [ConfigurationFile], _ faults: [Failure], _ folder: String
  ) throws(Failure) {
    if faults.count == 1 { throw faults[0] }
    if let first = faults.first {
      throw Failure(
        first.code, "\(faults.count) files cannot be applied; nothing was changed.",
        details: faults.flatMap { [$0.sentence] + $0.details.map { "  \($0)" } })
    }
    if files.isEmpty {
      let folders = Noun.all.map { $0.folder + "/" }.joined(separator: ", ")
      throw Failure(
        EX_NOINPUT, "\(folder) holds no configuration: JSON files are looked for in \(folders).")
    }
  }
}
