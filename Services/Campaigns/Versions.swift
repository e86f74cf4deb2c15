import Wire

/// Who says which version they replace or delete cannot overwrite somebody else's change.
enum Versions {
  /// - Parameters:
  ///   - given: nil: the caller does not mind.
  ///   - current: nil: there is no such thing.
  /// - Throws: `conflict` when a version is given and it is not the current one.
  static func check(_ given: Int?, against current: Int?, of thing: String) throws(ServiceError) {
    guard let given, given != current else { return }
    throw .conflict(
      current.map { "The \(thing) has version \($0), not \(given)." }
        ?? "There is no \(thing) to replace; leave version out to create it.")
  }
}
