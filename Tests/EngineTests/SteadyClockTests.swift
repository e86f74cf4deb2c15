import Engine
import Synchronization
import Testing
import Wire

@Suite struct SteadyClockTests {
  /// A machine whose clock can be set while its ticks go on.
  private final class Machine: Clock {
    private let state = Mutex((time: Timestamp(milliseconds: 1_000_000_000), ticks: UInt64(0)))

    func now() -> Timestamp { state.withLock { $0.time } }
    func ticks() -> UInt64 { state.withLock { $0.ticks } }
    func work() -> UInt64 { 0 }

    func pass(_ period: Period) {
      state.withLock {
        $0.time = $0.time + period
        $0.ticks += UInt64(period.milliseconds) * 1_000_000
      }
    }

    func set(back period: Period) {
      state.withLock { $0.time = $0.time - period }
    }
  }

  @Test func `it is the machine's clock while that goes forward`() {
    let machine = Machine()
    let clock = SteadyClock(machine)
    machine.pass(.hours(3))
    #expect(clock.now() == machine.now())
    #expect(clock.lead == 0)
  }

  @Test func `set back an hour, it goes on at half speed and has caught up after two`() {
    let machine = Machine()
    let clock = SteadyClock(machine)
    let before = clock.now()
    machine.set(back: .hours(1))
    #expect(clock.now() == before)
    machine.pass(.seconds(10))
    #expect(clock.now() == before + .seconds(5))
    #expect(clock.lead == 3_595_000)
    machine.pass(.hours(2))
    #expect(clock.now() == machine.now())
    #expect(clock.lead == 0)
  }

  @Test func `asked often, it loses nothing by rounding`() {
    let machine = Machine()
    let clock = SteadyClock(machine)
    let before = clock.now()
    machine.set(back: .hours(1))
    for _ in 1...1_001 {
      machine.pass(.milliseconds(1))
      _ = clock.now()
    }
    #expect(clock.now() == before + .milliseconds(500))
  }

  @Test func `after a restart it goes on from what the log says`() {
    let machine = Machine()
    let clock = SteadyClock(machine)
    let last = machine.now() + .hours(1)
    clock.advance(to: last)
    machine.pass(.seconds(2))
    #expect(clock.now() == last + .seconds(1))
    clock.advance(to: machine.now())
    #expect(clock.now() == last + .seconds(1))
  }
}
