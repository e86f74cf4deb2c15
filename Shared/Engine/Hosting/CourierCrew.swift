import Logging
import Wire
import ZeroMQ

/// The workers of one courier, and the work they ask for by credit.
///
/// A worker without a job is a credit; claiming is an errand in the loop, so that what is claimed is
/// committed before a worker sees it.
final class CourierCrew<C: Courier>: Crew {
  private struct State {
    var jobs: [C.Job] = []
    /// Outcomes that could not be written yet.
    var unsettled: [(C.Job, C.Outcome)] = []
    var idle = 0
    var isClaiming = false
    /// There may be work that nobody has claimed.
    var mayHaveWork = true
    var isClosed = false
  }
  let courier: C
  private let state = Monitor(State())
  private let inbox: Inbox
  private let books: Books
  private let logger: Logger
  /// How long to wait before what failed is tried again, in milliseconds.
  private static var pause: Int64 { 1_000 }

  init(_ courier: C, inbox: Inbox, books: Books, logger: Logger) {
    (self.courier, self.inbox) = (courier, inbox)
    (self.books, self.logger) = (books, logger)
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
      var isWithdrawn = false
      let outcome = courier.deliver(job, with: worker) {
        let goes = self.handOver(job)
        isWithdrawn = !goes
        return goes
      }
      books.metrics.add(
        jobOf: name, isWithdrawn ? "withdrawn" : courier.word(for: outcome))
      // After a no the job is no longer the courier's.
      if !isWithdrawn { settle(job, outcome) }
    }
  }

  private func nextJob() -> C.Job? {
    state.update { $0.idle += 1 }
    while true {
      claim()
      let job: C.Job?? = state.wait(milliseconds: Self.pause) { state in
        if !state.jobs.isEmpty {
          state.idle -= 1
          return .some(state.jobs.removeFirst())
        }
        return state.isClosed ? .some(nil) : nil
      }
      if let job { return job }
      settleAgain()
    }
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
          // At rest nothing is given out; the loop wakes the crew at its end.
          let jobs = context.isResting ? [] : try courier.claim(credit, context)
          return { self.claimed(jobs) }
        },
        failed: { error in
          self.report("could not claim work", error)
          self.state.update { ($0.isClaiming, $0.mayHaveWork) = (false, true) }
        }))
  }

  private func claimed(_ jobs: [C.Job]) {
    state.update { state in
      state.isClaiming = false
      state.jobs += jobs
      if !jobs.isEmpty { state.mayHaveWork = true }
    }
    claim()
  }

  private enum Verdict { case goes, staysHere, failed }

  /// Blocks the worker until the loop has committed the last decision; while that cannot be written,
  /// the job waits, and at the end of the process it is still surely not sent.
  private func handOver(_ job: C.Job) -> Bool {
    while true {
      let verdict = Monitor<Verdict?>(nil)
      inbox.push(
        Errand(
          run: { [courier] context in
            if context.isResting { throw ServiceError(.unavailable, "The service is at rest.") }
            let goes = try courier.handOver(job, context)
            return { verdict.update { $0 = goes ? .goes : .staysHere } }
          },
          failed: { error in
            self.report("could not hand over", error)
            verdict.update { $0 = .failed }
          }))
      switch verdict.wait({ $0 }) ?? .failed {
      case .goes: return true
      case .staysHere: return false
      case .failed:
        if state.wait(milliseconds: Self.pause, { $0.isClosed ? true : nil }) == true {
          return false
        }
      }
    }
  }

  /// Writes an outcome down; one that cannot be written is kept and tried again.
  private func settle(_ job: C.Job, _ outcome: C.Outcome) {
    inbox.push(
      Errand(
        run: { [courier] context in
          try courier.settle(job, outcome, context)
          return {}
        },
        failed: { error in
          self.report("could not settle", error)
          self.state.update { $0.unsettled.append((job, outcome)) }
        }))
  }

  private func settleAgain() {
    let unsettled = state.update { state in
      defer { state.unsettled = [] }
      return state.unsettled
    }
    for (job, outcome) in unsettled { settle(job, outcome) }
  }

  private func report(_ what: String, _ error: ServiceError) {
    logger.error(
      "a courier \(what)", metadata: ["courier": "\(name)", "error": "\(error.message)"])
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
  func crew(inbox: Inbox, books: Books, logger: Logger) -> any Crew {
    CourierCrew(self, inbox: inbox, books: books, logger: logger)
  }
}
