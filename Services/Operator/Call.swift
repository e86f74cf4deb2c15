import ArgumentParser
import Client
import Foundation
import Models
import Wire

/// `rapport call`: any method of any service, by its name.
struct Call: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Calls a method.",
    discussion: """
      The service is found by the method. Methods that every service has, such as service.status, \
      need --service. The result is indented on a terminal and one line in a pipe.

        rapport call tickets.get '{"number": 1}'
        rapport call forms.put - < form.json
      """)

  @Argument(
    help: "The method, such as tickets.list.",
    completion: .list(Suite.directory.keys.sorted()))
  var method: String

  @Argument(help: "The params, a JSON object; - reads them from standard input.")
  var params: String?

  @Option(help: "The idempotency key; repeating a command with it does nothing twice.")
  var key: String?

  @Option(help: "How many seconds to wait for the answer.")
  var timeout: Double = 10

  @Option(help: "Whom to speak for.")
  var actor: String?

  @Option(
    help: "The service to ask, for methods that all have.",
    completion: .list(Suite.members.map(\.name)))
  var service: String?

  @OptionGroup var options: InstallationOptions

  func run() async throws {
    let installation = try options.installation()
    let service = try Self.service(of: method, named: service)
    let bytes = params.map { $0 == "-" ? Console.standardInput() : Array($0.utf8) }
    let answer = try await installation[service].call(
      raw: method, params: try Self.checked(bytes), key: key,
      timeout: .milliseconds(Int64(max(0.001, min(timeout, 86_400)) * 1_000)), actor: actor)
    switch answer.outcome {
    case .error(let error): throw error
    case .result(let node):
      Console.say(
        Console.isTerminal
          ? PrettyJSON.text(answer.document, at: node)
          : String(decoding: answer.document.slice(node), as: UTF8.self))
    }
  }

  /// The service to ask.
  static func service(of method: String, named name: String?) throws(Failure) -> String {
    if let name {
      guard Suite.member(named: name) != nil else {
        let names = Suite.members.map(\.name).joined(separator: ", ")
        throw Failure(EX_USAGE, "There is no service \(name); there are \(names).")
      }
      return name
    }
    if let owner = Suite.owner(ofMethod: method) { return owner.name }
    guard EveryService.all.contains(where: { $0.name == method }) else {
      throw Failure(
        EX_USAGE, "No service has a method \(method).", details: near(method))
    }
    throw Failure(EX_USAGE, "Every service has \(method): say which one with --service.")
  }

  /// The methods of the same noun, for whoever mistyped the verb.
  private static func near(_ method: String) -> [String] {
    let noun = method.prefix { $0 != "." } + "."
    return Suite.directory.keys.filter { $0.hasPrefix(noun) }.sorted()
  }

  private static func checked(_ bytes: [UInt8]?) throws(Failure) -> RawJSON? {
    guard let bytes else { return nil }
    do throws(ServiceError) {
      let document = try JSONDocument(bytes)
      guard document.isObject(document.root) else {
        throw ServiceError(.invalidParams, "The params must be a JSON object.")
      }
      return document.raw(document.root)
    } catch {
      throw Failure(error, about: "params")
    }
  }
}
