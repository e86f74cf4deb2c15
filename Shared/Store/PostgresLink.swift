import CPostgres
import Glibc

/// One libpq connection in pipeline mode: statements go out, answers are collected later.
///
/// It exists because waiting for each answer costs a round trip: the same writes are four times
/// faster when only reads wait. Answers come in the order of the statements; after an error the
/// server skips everything up to the next synchronisation point.
final class PostgresLink {
  let interrupter: Interrupter
  let limit = Deadline()
  private let link: OpaquePointer
  private let cancel: OpaquePointer?
  private var pending: [Pending] = []
  private var parameters = PostgresParameters()
  /// Unread answers stay far below what a socket buffers, so that neither side ever waits for the
  /// other to read.
  private let mostPending = 200

  /// What was sent and not yet answered.
  private struct Pending {
    let statement: PostgresStatement
    let isPreparation: Bool
  }

  init(url: String) throws(StoreError) {
    guard let opened = rapport_pq_connect(url) else {
      throw .cannotOpen("no memory for a connection")
    }
    nonisolated(unsafe) let cancel = PQgetCancel(opened)
    link = opened
    self.cancel = cancel
    interrupter = Interrupter {
      // It opens a second connection, which is why any thread may do it.
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
        _ = PQcancel(cancel, text.baseAddress, 256)
      }
    }
    guard PQstatus(link) == CONNECTION_OK else { throw .cannotOpen(message) }
    rapport_pq_silence(link)
    PQenterPipelineMode(link)
  }

  /// Sends a statement, with its preparation if the server does not know it yet.
  func send(_ statement: PostgresStatement, _ values: [SQLValue] = []) throws(StoreError) {
    if pending.count >= mostPending { _ = try settle() }
    if !statement.isPrepared {
      let types = statement.types.map(\.oid)
      let name = statement.name
      try sent(PQsendPrepare(link, name, statement.text, Int32(types.count), types))
      // Seen as prepared from now on; an error takes it back.
      statement.isPrepared = true
      pending.append(Pending(statement: statement, isPreparation: true))
    }
    let code = parameters.bind(values) { pointers, lengths, formats in
      PQsendQueryPrepared(
        link, statement.name, Int32(values.count), pointers, lengths, formats, 1)
    }
    try sent(code)
    pending.append(Pending(statement: statement, isPreparation: false))
  }

  private func sent(_ code: Int32) throws(StoreError) {
    guard code == 1 else { throw .lost(message) }
  }

  /// Whether something was sent that is not answered yet.
  var isWaiting: Bool { !pending.isEmpty }

  /// Waits for all answers; gives the last one, or throws the first error and drops the rest.
  func settle(limited: Bool = true) throws(StoreError) -> PostgresRows? {
    guard isWaiting else { return nil }
    defer { pending.removeAll(keepingCapacity: true) }
    try sent(PQpipelineSync(link))
    var failure: StoreError?
    var last: PostgresRows?
    for item in pending {
      var succeeded = false
      while let result = next(limited: limited) {
        let answer = PostgresRows(result, of: item.statement)
        succeeded = answer.succeeded
        failure = failure ?? answer.failure
        last = answer
      }
      if item.isPreparation { item.statement.isPrepared = succeeded }
    }
    if let synchronised = next(limited: false) { PQclear(synchronised) }
    guard PQstatus(link) == CONNECTION_OK else { throw .lost(message) }
    if let failure { throw failure }
    return last
  }

  /// The next part of an answer, or `nil` at its end.
  private func next(limited: Bool) -> OpaquePointer? {
    if limited, limit.isSet { awaitAnswer() }
    return PQgetResult(link)
  }

  /// Returns when an answer is there; past the deadline it asks the server to stop, whose answer
  /// then is an error.
  private func awaitAnswer() {
    while PQisBusy(link) == 1 {
      var socket = pollfd(fd: PQsocket(link), events: Int16(POLLIN), revents: 0)
      switch poll(&socket, 1, limit.remaining) {
      case 0:
        limit.expire()
        return interrupter.interrupt()
      case 1...: guard PQconsumeInput(link) == 1 else { return }
      default: guard errno == EINTR else { return }
      }
    }
  }

  /// Whether the server has a transaction open. Ask when nothing is pending.
  var hasTransaction: Bool {
    switch PQtransactionStatus(link) {
    case PQTRANS_INTRANS, PQTRANS_INERROR, PQTRANS_ACTIVE: true
    default: false
    }
  }

  private var message: String {
    let text = String(cString: PQerrorMessage(link))
    return text.isEmpty
      ? "the connection to PostgreSQL is lost" : String(text.prefix { $0 != "\n" })
  }

  deinit {
    interrupter.disarm()
    PQfreeCancel(cancel)
    PQfinish(link)
  }
}
