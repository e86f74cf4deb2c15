import Synchronization
package import Wire

/// A clock that never goes back.
///
/// When the machine's clock is set back, timers would stand still until it has caught up, and what
/// was just heard would look an hour old. So this one goes on at half speed until the other is there
/// again: an hour is made good in two.
package final class SteadyClock: Clock {
  private struct Reading {
    var time: Timestamp
    /// When it was right, in ticks.
    var ticks: UInt64
  }
  private let machine: any Clock
  private let last: Mutex<Reading>

  /// - Parameter machine: the clock that it follows wherever that goes forward.
  package init(_ machine: any Clock = SystemClock()) {
    self.machine = machine
    last = Mutex(Reading(time: machine.now(), ticks: machine.ticks()))
  }

  package func now() -> Timestamp {
    last.withLock { last in
      let (time, ticks) = (machine.now(), machine.ticks())
      if time >= last.time {
        last = Reading(time: time, ticks: ticks)
      } else {
        let half = (ticks - last.ticks) / 2_000_000
        last.time = last.time + .milliseconds(Int64(half))
        last.ticks += half * 2_000_000
      }
      return last.time
    }
  }

  /// Goes on from a moment that lies ahead: what a log says of the time before a restart.
  package func advance(to moment: Timestamp) {
    last.withLock { last in
      if moment > last.time { last = Reading(time: moment, ticks: machine.ticks()) }
    }
  }

  /// How far the machine's clock lies behind, in milliseconds.
  package var lead: Int64 { now() - machine.now() }

  package func ticks() -> UInt64 { machine.ticks() }

  package func work() -> UInt64 { machine.work() }
}
