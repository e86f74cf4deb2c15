import Logging
import Wire

/// The workers of one courier, and the work they ask for by credit.
///
/// A worker without a job is a credit; claiming is an errand in the loop, so that what is claimed is
/// committed before a worker sees it.
final class CourierCrew<C: Courier>: Crew {
  private struct State {
    var jobs: [C.Job] = []
    var idle = 0
    var isClaiming = false
    /// There may be work that nobody has claimed.
    var mayHaveWork = true
    var isClosed = false
  }
  let courier: C
  private let state = Monitor(State())
  private let inbox: Inbox
  private let logger: Logger

  init(_ courier: C, inbox: Inbox, logger: Logger) {
    (self.courier, self.inbox, self.logger) = (courier, inbox, logger)
  }

  var name: String { courier.name }

  func start() -> [Worker] {
    (0..<courier.workers).map { _ in Worker { self.work() } }
  }

  func wake() {
    state.update { $0.mayHaveWork = true }
    claim()
  }

  func close() {
    state.update { $0.isClosed = true }
  }

  private func work() {
    let worker = courier.makeWorker()
    while let job = nextJob() {
      var wasCalledBack = false
      let outcome = courier.deliver(job, with: worker) {
        let goes = self.handOver(job)
        wasCalledBack = !goes
        return goes
      }
      // After a no the job is no longer the courier's.
      if !wasCalledBack { settle(job, outcome) }
    }
  }

  private func nextJob() -> C.Job? {
    state.update { $0.idle += 1 }
    claim()
    let job: C.Job?? = state.wait { state in
      if !state.jobs.isEmpty {
        state.idle -= 1
        return .some(state.jobs.removeFirst())
      }
      return state.isClosed ? .some(nil) : nil
    }
    return job ?? nil
  }

  /// Asks the loop for as many jobs as there are workers without one.
  private func claim() {
    let credit = state.update { state -> Int in
      let credit = state.idle - state.jobs.count
      guard credit > 0, state.mayHaveWork, !state.isClaiming, !state.isClosed else { return 0 }
      (state.isClaiming, state.mayHaveWork) = (true, false)
      return credit
    }
    guard credit > 0 else { return }
    inbox.push(
      Errand(
        run: { [courier] context in
          let jobs = try courier.claim(credit, context)
          return { self.claimed(jobs, of: credit) }
        },
        failed: { error in
          self.logger.error(
            "a courier could not claim work",
            metadata: ["courier": "\(self.name)", "error": "\(error.message)"])
          self.state.update { $0.isClaiming = false }
        }))
  }

  private func claimed(_ jobs: [C.Job], of credit: Int) {
    state.update { state in
      state.isClaiming = false
      state.jobs += jobs
      if jobs.count == credit { state.mayHaveWork = true }
    }
    claim()
  }

  /// Blocks the worker until the loop has committed the last decision.
  private func handOver(_ job: C.Job) -> Bool {
    let verdict = Monitor<Bool?>(nil)
    inbox.push(
      Errand(
        run: { [courier] context in
          let goes = try courier.handOver(job, context)
          return { verdict.update { $0 = goes } }
        }, failed: { _ in verdict.update { $0 = false } }))
    return verdict.wait { $0 } ?? false
  }

  private func settle(_ job: C.Job, _ outcome: C.Outcome) {
    inbox.push(
      Errand(
        run: { [courier] context in
          try courier.settle(job, outcome, context)
          return {}
        },
        failed: { error in
          // The job stays handed over: the next start calls its outcome unknown, which is true.
          self.logger.error(
            "a delivery could not be settled",
            metadata: ["courier": "\(self.name)", "error": "\(error.message)"])
        }))
  }
}

/// A crew, whatever it carries.
protocol Crew: Sendable {
  var name: String { get }
  func start() -> [Worker]
  /// There may be new work.
  func wake()
  /// Workers end after the job they have.
  func close()
}

extension Courier {
  func crew(inbox: Inbox, logger: Logger) -> any Crew {
    CourierCrew(self, inbox: inbox, logger: logger)
  }
}
