/// Keeps the loop from committing for a moment, so that all services of an installation can be
/// copied as they are at the same one.
///
/// It opens by itself when the moment is over: whoever holds it may die.
final class Gate: Sendable {
  private struct State {
    var isInside = false
    /// Ticks until which nobody enters.
    var heldUntil: UInt64 = 0
  }
  private let state = Monitor(State())
  private let clock: any Clock

  init(clock: any Clock) {
    self.clock = clock
  }

  /// The loop's: runs a batch, once the gate is open.
  func pass(_ batch: () -> Void) {
    while true {
      let left = state.update { state -> UInt64 in
        let now = clock.ticks()
        guard now >= state.heldUntil else { return state.heldUntil - now }
        state.isInside = true
        return 0
      }
      guard left > 0 else { break }
      _ = state.wait(milliseconds: Int64(left / 1_000_000) + 1) { state in
        state.heldUntil == 0 ? true : nil
      }
    }
    batch()
    state.update { $0.isInside = false }
  }

  /// Lets nobody in any more, and returns once nobody is inside.
  ///
  /// - Returns: false when the batch that was inside did not end in time; then it is open again.
  func hold(milliseconds: Int) -> Bool {
    state.update { $0.heldUntil = clock.ticks() + UInt64(milliseconds) * 1_000_000 }
    let isEmpty = state.wait(milliseconds: Int64(milliseconds)) { $0.isInside ? nil : true }
    if isEmpty == nil { _ = open() }
    return isEmpty != nil
  }

  /// Opens it.
  ///
  /// - Returns: whether it was held until now.
  func open() -> Bool {
    state.update { state in
      defer { state.heldUntil = 0 }
      return state.heldUntil > clock.ticks()
    }
  }
}
