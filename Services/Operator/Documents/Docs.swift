import ArgumentParser
import Foundation
import Models
import Wire

/// `rapport docs`: the documents of the services, made from their types; none needs to run.
struct Docs: AsyncParsableCommand {
  enum Kind: String, ExpressibleByArgument, CaseIterable { case openrpc, asyncapi, reference }

  static let configuration = CommandConfiguration(
    abstract: "Prints the OpenRPC or AsyncAPI document of a service, or the reference of all.")

  @Argument(help: "openrpc, asyncapi or reference (Markdown).")
  var kind: Kind = .reference

  @Option(
    help: "The service; all in the reference if none.", completion: .list(Suite.members.map(\.name))
  )
  var service: String?

  func run() async throws {
    let members = try Self.members(named: service)
    if kind == .reference {
      Console.say(try Reference.markdown(of: members))
      return
    }
    guard let member = members.first, members.count == 1 else {
      throw Failure(EX_USAGE, "Each service has a document of its own: say which with --service.")
    }
    let document = kind == .openrpc ? try member.openRPC : try member.asyncAPI
    Console.say(try PrettyJSON.text(document.bytes))
  }

  private static func members(named name: String?) throws(Failure) -> [Suite.Member] {
    guard let name else { return Suite.members }
    guard let member = Suite.member(named: name) else {
      throw Failure(EX_USAGE, "There is no service \(name).")
    }
    return [member]
  }
}

extension Suite.Member {
  /// As `rpc.discover` answers it.
  var openRPC: RawJSON {
    get throws {
      try OpenRPC.document(
        service: name, version: Suite.version, methods: methods + EveryService.all)
    }
  }

  var asyncAPI: RawJSON {
    get throws { try AsyncAPI.document(service: name, version: Suite.version, events: events) }
  }
}
