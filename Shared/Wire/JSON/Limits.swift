/// How much one document may ask of its reader.
///
/// Input comes from strangers: a limit that is checked before memory is taken is the difference
/// between an error and an outage.
public struct Limits: Sendable, Hashable {
  /// The most bytes; more is `tooLarge`.
  public var bytes: Int
  /// How deep arrays and objects may nest; deeper is a `parseError`.
  public var depth: Int

  /// Limits of one's own.
  public init(bytes: Int, depth: Int = 64) {
    self.bytes = bytes
    self.depth = depth
  }

  /// What a service takes in one frame: 256 KiB, 64 levels.
  public static let standard = Limits(bytes: 256 * 1024)
}
