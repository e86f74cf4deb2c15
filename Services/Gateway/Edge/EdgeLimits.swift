package import NIOCore
package import Wire

/// How much the edge takes from a connection, and how long it waits for it.
///
/// Who sends a header a byte at a time, or reads an answer as slowly, holds a connection and nothing
/// else; these say for how long, and how many of them there may be.
package struct EdgeLimits: Sendable {
  /// From the connection to the end of the first request's header.
  package var headTime = TimeAmount.seconds(10)
  /// From the end of a header to the end of its body.
  package var bodyTime = TimeAmount.seconds(20)
  /// How long a reader may take nothing of an answer that does not fit into its socket.
  package var writeTime = TimeAmount.seconds(20)
  /// From an answer to the end of the next request's header.
  package var idleTime = TimeAmount.seconds(60)
  /// How much of a body is read and thrown away after it was refused, so that its sender gets to
  /// hear why; then the connection is closed.
  package var mostDiscarded = 16 * 1024 * 1024
  /// Beyond this no connection is accepted until one ends.
  package var connections = 512
  /// Connections of one address, or of one IPv6 network; trusted proxies may have any number.
  package var connectionsPerAddress = 64
  /// Streams of events at once; each follows logs of its own.
  package var streams = 32
  /// Between two signs of life of a stream.
  package var heartbeat = Period.seconds(15)

  package init() {}
}
