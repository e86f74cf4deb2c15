import Wire

/// Optimistic concurrency: who changes a thing names the version they have seen.
enum Versions {
  /// - Parameters:
  ///   - given: nil: the caller does not mind.
  ///   - current: nil: there is no such thing.
  /// - Throws: `conflict` with the current version.
  static func check(_ given: Int?, against current: Int?, of name: String) throws(ServiceError) {
    guard let given, given != current else { return }
    if let current {
      throw .conflict("\(name) is at version \(current), not \(given).")
    }
    throw .conflict("\(name) does not exist, so it is not at version \(given).")
  }
}
