public import Wire

/// Optimistic concurrency: who names the version they replace, change or delete cannot overwrite
/// somebody else's change.
public enum Versions {
  /// - Parameters:
  ///   - given: nil: the caller does not mind.
  ///   - current: nil: there is no such thing.
  ///   - thing: a noun and its name: `topic news`.
  /// - Throws: `conflict` with the current version, when a version is given and is not that.
  public static func check(
    _ given: Int?, against current: Int?, of thing: String
  ) throws(ServiceError) {
    guard let given, given != current else { return }
    throw .conflict(
      current.map { "The \(thing) has version \($0), not \(given)." }
        ?? "There is no \(thing) to replace; leave version out to create it.")
  }
}
