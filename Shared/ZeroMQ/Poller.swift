import CZeroMQ
import Glibc

/// Waits for several sockets and file descriptors at once.
///
/// It belongs to the thread that owns the sockets and borrows each only while it is added; waiting
/// after one of them was closed is an error, not a crash.
///
/// ```swift
/// var poller = Poller()
/// let requests = poller.add(router)
/// let wake = poller.add(descriptor: wakeUp.descriptor)
/// while try poller.wait(timeoutMilliseconds: 1_000) >= 0 {
///   if poller.ready(requests) { … }
///   if poller.ready(wake) { wakeUp.drain() }
/// }
/// ```
package struct Poller {
  /// What to wait for, and what came.
  package struct Events: OptionSet, Sendable {
    package let rawValue: Int16

    package init(rawValue: Int16) {
      self.rawValue = rawValue
    }

    /// A message can be received, or the descriptor read, without waiting.
    package static let readable = Events(rawValue: Int16(ZMQ_POLLIN))
    /// A message can be sent, or the descriptor written, without waiting.
    package static let writable = Events(rawValue: Int16(ZMQ_POLLOUT))
    /// The descriptor is broken; never reported for sockets.
    package static let failed = Events(rawValue: Int16(ZMQ_POLLERR))
  }

  private var items: [zmq_pollitem_t] = []
  private var sockets: [SocketHandle] = []

  /// A poller that watches nothing yet.
  package init() {}

  /// Watches a socket; the answer is its number for `ready`.
  @discardableResult
  package mutating func add(_ socket: borrowing Socket, _ events: Events = .readable) -> Int {
    sockets.append(socket.handle)
    return append(
      zmq_pollitem_t(
        socket: socket.handle.pointer, fd: -1, events: events.rawValue, revents: 0))
  }

  /// Watches a file descriptor; the answer is its number for `ready`.
  @discardableResult
  package mutating func add(descriptor: Int32, _ events: Events = .readable) -> Int {
    append(zmq_pollitem_t(socket: nil, fd: descriptor, events: events.rawValue, revents: 0))
  }

  private mutating func append(_ item: zmq_pollitem_t) -> Int {
    items.append(item)
    return items.count - 1
  }

  /// Waits for something else from now on: a server that is full watches for nothing, `[]`, and
  /// lets libzmq's queues push back.
  package mutating func watch(_ index: Int, for events: Events) {
    items[index].events = events.rawValue
  }

  /// Waits until something is ready or the time is over; -1 waits for ever, 0 only looks.
  ///
  /// - Returns: how many of those watched are ready.
  package mutating func wait(timeoutMilliseconds: Int) throws(ZeroMQError) -> Int {
    guard sockets.allSatisfy(\.isOpen) else {
      throw ZeroMQError(code: ENOTSOCK, operation: "poll a closed socket")
    }
    let start = ContinuousClock.now
    var remaining = timeoutMilliseconds
    while true {
      let ready = items.withUnsafeMutableBufferPointer {
        zmq_poll($0.baseAddress, Int32($0.count), remaining)
      }
      if ready >= 0 { return Int(ready) }
      let code = zmq_errno()
      guard code == EINTR else { throw ZeroMQError(code: code, operation: "poll") }
      // Steady signals must not prolong the wait.
      if timeoutMilliseconds > 0 {
        let elapsed = Int((ContinuousClock.now - start) / .milliseconds(1))
        remaining = max(0, timeoutMilliseconds - elapsed)
      }
    }
  }

  /// Whether the last `wait` found one of these events for the socket or descriptor of that number.
  package func ready(
    _ index: Int, for events: Events = [.readable, .writable, .failed]
  ) -> Bool {
    !Events(rawValue: items[index].revents).isDisjoint(with: events)
  }
}
