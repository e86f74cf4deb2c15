import ArgumentParser
import Foundation
import Models

/// One service of the suite, or all of them.
struct ServiceChoice: ParsableArguments {
  @Option(
    help: "Only this service: forms, tickets, campaigns or notifications.",
    completion: .list(Suite.members.map(\.name)))
  var service: String?

  /// The names of those meant, in the suite's order.
  func names() throws(Failure) -> [String] {
    let all = Suite.members.map(\.name)
    guard let service else { return all }
    guard all.contains(service) else {
      throw Failure(
        EX_USAGE, "There is no service \(service); there are \(all.joined(separator: ", ")).")
    }
    return [service]
  }
}
