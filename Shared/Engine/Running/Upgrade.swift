package import Store
import Wire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What the step to this release does to a service's database.
package struct Upgrade: Sendable {
  private let service: String
  private let store: any Store
  /// The migrations that are still to be applied to a database that is there, by name; none for a
  /// new one.
  package let steps: [String]

  /// Looks, and changes nothing.
  ///
  /// - Throws: `StoreError.newerRelease` where there is no way back.
  package init(of service: Service, on store: any Store) throws {
    (self.service, self.store) = (service.name, store)
    let plans = [("engine", EngineSchema.migrations), (service.name, service.migrations)]
    steps = try plans.flatMap { owner, migrations -> [String] in
      guard case .older(let names) = try Migrator.examine(store, owner: owner, migrations) else {
        return []
      }
      return names.map { "\(owner): \($0)" }
    }
  }

  /// Copies the database as it is, `before-upgrade-TIME/SERVICE.db`, so that there is a way back.
  func copyAside(in folder: String, now: Timestamp) throws {
    guard let snapshot = try store.openSnapshot() else { return }
    let target = "\(folder)/before-upgrade-\(now.wire.replacing(":", with: "-"))"
    try FileManager.default.createDirectory(
      atPath: target, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try snapshot.copy(to: "\(target)/\(service).db")
  }
}
