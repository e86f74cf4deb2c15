import CZeroMQ
import Glibc

/// A bell that any thread can ring and a polling thread hears.
///
/// A thread that waits for sockets cannot wait for a condition variable as well. The bell is a file
/// descriptor (`eventfd(2)`) that a `Poller` watches beside its sockets. Rings are not counted:
/// drain first, then look at what there is to do.
package final class WakeUp: Sendable {
  /// What a `Poller` watches. It stays valid for as long as the bell lives.
  package let descriptor: Int32

  /// Makes a silent bell; fails when the process has no descriptors left.
  package init() throws(ZeroMQError) {
    descriptor = try call("make a wake-up descriptor") { czeromq_eventfd() }
  }

  /// Rings, from any thread, without waiting.
  package func signal() {
    var one: UInt64 = 1
    // Any error but an interruption means that the counter is full: it is ringing already.
    while write(descriptor, &one, MemoryLayout<UInt64>.size) < 0 && errno == EINTR {}
  }

  /// Silences the bell; the answer is whether it had rung.
  @discardableResult
  package func drain() -> Bool {
    var count: UInt64 = 0
    while read(descriptor, &count, MemoryLayout<UInt64>.size) < 0 && errno == EINTR {}
    return count > 0
  }

  deinit {
    close(descriptor)
  }
}
