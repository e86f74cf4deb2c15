import ArgumentParser
import Client
import Foundation
import Models
import Wire

/// `rapport apply`: makes the installation what the files say. What no file names stays.
struct Apply: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Puts the topics, senders, queues, staff, forms, templates, campaigns and journeys of a folder.",
    discussion: """
      Each file holds the params of one put: topics/news.json those of topics.put, \
      templates/welcome.de.json those of templates.put. All files are read and checked first. \
      Applying the same files again changes nothing.
      """)

  @Argument(help: "The folder.", completion: .directory)
  var folder: String

  @OptionGroup var options: InstallationOptions

  func run() async throws {
    let files = try ConfigurationFile.read(folder: folder)
    let installation = try options.installation()
    var applying = Applying(installation)
    var counts: [Applying.Change: Int] = [:]
    for file in files {
      let change = try await applying.put(file)
      counts[change, default: 0] += 1
      Console.say(change.rawValue.padding(toLength: 11, withPad: " ", startingAt: 0) + file.path)
    }
    Console.say(
      Applying.Change.allCases.map { "\(counts[$0] ?? 0) \($0.rawValue)" }.joined(separator: ", "))
  }
}

/// Puts files one after the other, each once its service has heard of those before it.
struct Applying {
  enum Change: String, CaseIterable { case created, changed, unchanged }

  private let installation: Installation
  /// Versions before, by noun and name.
  private var versions: [String: [String: Int64]] = [:]
  private var position: [String: Int64] = [:]

  init(_ installation: Installation) {
    self.installation = installation
  }

  mutating func put(_ file: ConfigurationFile) async throws -> Change {
    let noun = file.noun
    do {
      let before = try await versions(of: noun)[file.name]
      let answer = try await installation[noun.service].call(
        raw: noun.put.name, params: RawJSON(bytes: file.params), timeout: .seconds(20),
        after: position)
      let entry = try answer.result(as: JSON.self)
      let called = Called(value: entry, meta: answer.meta)
      position.merge(called.position, uniquingKeysWith: max)
      return Self.change(from: before, to: entry["version"]?.integer)
    } catch let error as ServiceError {
      throw Failure(error, about: file.path)
    }
  }

  /// What a put did, seen by the versions before and after.
  static func change(from before: Int64?, to after: Int64?) -> Change {
    guard let before else { return .created }
    return before == after ? .unchanged : .changed
  }

  private mutating func versions(of noun: Noun) async throws -> [String: Int64] {
    if let known = versions[noun.folder] { return known }
    let entries = try await noun.entries(of: installation)
    let found = Dictionary(
      entries.map { (noun.name(of: $0), $0["version"]?.integer ?? 0) },
      uniquingKeysWith: { first, _ in first })
    versions[noun.folder] = found
    return found
  }
}
