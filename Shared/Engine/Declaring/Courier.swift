/// A worker that touches the outside world, and what the service decides around it.
///
/// Workers ask for jobs by credit. Each of the three decisions is a function over a transaction in
/// the loop; `deliver` runs on a thread of its own and holds no transaction:
///
///     claim ──▶ deliver ──▶ handOver (commit) ──▶ the point of no return ──▶ settle
///
/// A claimed job is safe to give again. A job whose hand-over was committed and whose courier died
/// is of unknown outcome; `recover` says so at the next start.
package protocol Courier: Sendable {
  associatedtype Job: Sendable
  associatedtype Outcome: Sendable
  associatedtype Worker

  /// The name handlers wake it by, unique in the service.
  var name: String { get }
  /// How many workers run at once, each on its own thread.
  var workers: Int { get }

  /// Jobs for at most `limit` workers, most urgent first, marked as claimed.
  func claim(_ limit: Int, _ context: Context) throws -> [Job]
  /// The last decision before the point of no return. False: the job goes back, `settle` is not
  /// called, and what becomes of it is already written.
  func handOver(_ job: Job, _ context: Context) throws -> Bool
  /// What came of it.
  func settle(_ job: Job, _ outcome: Outcome, _ context: Context) throws
  /// What the metrics call an outcome: one of a few words.
  func word(for outcome: Outcome) -> String
  /// Jobs of a process that died: claimed ones go back, handed-over ones are unknown.
  func recover(_ context: Context) throws

  /// Made on the worker's own thread; it may hold a connection.
  func makeWorker() -> Worker
  /// Does the job. It calls `pointOfNoReturn` right before what cannot be taken back, and goes on
  /// only if that answers true; otherwise what it returns is ignored.
  func deliver(_ job: Job, with worker: Worker, pointOfNoReturn: () -> Bool) -> Outcome
}
