import Client
import Foundation
import Models
import Wire

/// One try to copy all services as they are at one moment.
struct BackupRound: Sendable {
  typealias Copy = EveryService.Backup.Result

  let name: String
  let installation: Installation

  /// Holds all services, lets all go again and waits until their copies are written.
  ///
  /// - Returns: nil when one of them could not be held long enough; nothing is written then.
  func run() async throws -> [Copy]? {
    _ = try await each { service throws(ServiceError) in
      try await copy(service, hold: true, timeout: .milliseconds(900))
    }
    let begun = try await each { service throws(ServiceError) in
      try await copy(service, hold: nil, timeout: .seconds(20))
    }
    guard begun.allSatisfy(\.wasHeld) else { return nil }
    return try await each { service throws(ServiceError) in try await wait(for: service) }
  }

  private func copy(
    _ service: String, hold: Bool?, timeout: Period
  ) async throws(ServiceError) -> Copy {
    try await installation[service].call(
      EveryService.Backup.self, .init(name: name, hold: hold), timeout: timeout
    ).value
  }

  /// Each question waits a moment for its answer.
  private func wait(for service: String) async throws(ServiceError) -> Copy {
    while true {
      let copy = try await copy(service, hold: nil, timeout: .seconds(20))
      if copy.state == .done { return copy }
    }
  }

  /// Asks all services at once; the answers in the suite's order.
  private func each(
    _ ask: @escaping @Sendable (String) async throws(ServiceError) -> Copy
  ) async throws -> [Copy] {
    try await withThrowingTaskGroup(of: (Int, Copy).self) { group in
      for (index, member) in Suite.members.enumerated() {
        group.addTask { (index, try await ask(member.name)) }
      }
      var answers: [Int: Copy] = [:]
      for try await (index, answer) in group { answers[index] = answer }
      return answers.sorted { $0.key < $1.key }.map(\.value)
    }
  }
}
