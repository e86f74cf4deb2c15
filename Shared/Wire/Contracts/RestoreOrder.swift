/// What a service does first after its database was put back from a backup: `rapport restore` writes
/// it beside the database, the service carries it out at its next start and removes it.
///
/// Every log gets a new id, because what was written after the backup is gone and its numbers are
/// used again; all services of the installation get the same order, so that all cursors move
/// together.
package struct RestoreOrder: Codable, Sendable, Equatable {
  /// The backup's name, for the reason of the hold that the service starts with.
  package var backup: String
  /// Each log's new id, by its old one.
  package var logs: [String: String]

  package init(backup: String, logs: [String: String]) {
    (self.backup, self.logs) = (backup, logs)
  }

  /// Where a service looks for its order.
  package static func path(of service: String, in folder: String) -> String {
    "\(folder)/\(service).restore.json"
  }
}
