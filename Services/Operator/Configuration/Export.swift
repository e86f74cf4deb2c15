import ArgumentParser
import Client
import Foundation
import Wire

/// `rapport export`: writes what `rapport apply` reads.
struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the configuration into a folder, as apply reads it.",
    discussion: """
      Files that say the same already are left alone, so that a folder under version control shows \
      what was changed by hand. Templates that ship with the service are left out.
      """)

  @Argument(help: "The folder; made when it is absent.", completion: .directory)
  var folder: String

  @OptionGroup var options: InstallationOptions

  func run() async throws {
    let installation = try options.installation()
    var (written, same) = (0, 0)
    for noun in Noun.all {
      for entry in try await noun.entries(of: installation) where entry["shipped"]?.bool != true {
        let path = "\(noun.folder)/\(noun.name(of: entry)).json"
        if try write(try noun.file(of: entry), to: path) {
          written += 1
          Console.say("written    \(path)")
        } else {
          same += 1
        }
      }
    }
    Console.say("\(written) written, \(same) unchanged")
  }

  /// False if the file says so already.
  private func write(_ text: String, to path: String) throws(Failure) -> Bool {
    let url = URL(fileURLWithPath: "\(folder)/\(path)")
    if let present = try? Data(contentsOf: url), present == Data(text.utf8) { return false }
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url, options: .atomic)
      return true
    } catch {
      throw Failure(EX_CANTCREAT, "\(url.path) cannot be written.")
    }
  }
}
