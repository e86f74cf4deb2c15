public import Wire

/// How patient a client is.
public struct ClientOptions: Sendable {
  /// After how long a silence a request is sent again; doubles from time to time.
  public var repeatAfter: Period
  /// The longest silence before it is sent once more.
  public var longestPause: Period

  public init(repeatAfter: Period = .seconds(1), longestPause: Period = .seconds(5)) {
    (self.repeatAfter, self.longestPause) = (repeatAfter, longestPause)
  }
}
