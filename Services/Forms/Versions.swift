import Wire

/// The versions of what is configured: who says which version they replace or delete cannot
/// overwrite somebody else's change.
enum Versions {
  /// Holds what a caller believes against what is there.
  ///
  /// - Throws: `conflict` when a version is named and it is not the current one.
  static func check(_ named: Int?, against current: Int?, of thing: String) throws(ServiceError) {
    guard let named, named != current else { return }
    throw .conflict(
      current.map { "The \(thing) has version \($0), not \(named)." }
        ?? "There is no \(thing) to replace; leave version out to create it.")
  }
}
