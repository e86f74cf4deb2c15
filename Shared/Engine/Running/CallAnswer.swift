import Wire

/// How one call ended.
struct CallAnswer: Sendable {
  private(set) var result: RawJSON?
  private(set) var meta: ReplyMeta?
  private(set) var error: ServiceError?

  /// For what has nobody to answer: events, timers, errands.
  static let done = CallAnswer()

  static func success(_ result: RawJSON, _ meta: ReplyMeta? = nil) -> Self {
    Self(result: result, meta: meta)
  }

  static func failure(_ error: ServiceError) -> Self {
    Self(error: error)
  }

  fileprivate func write(id: RequestID, into bytes: inout [UInt8]) {
    if let error {
      Reply.failure(id: id, error: error, into: &bytes)
    } else if let result {
      Reply.success(id: id, result: result, meta: meta, into: &bytes)
    }
  }
}

extension Exchange {
  /// The reply's body, one answer a call; nil when there is nothing to answer.
  func reply(_ answers: [CallAnswer]) -> [UInt8]? {
    if isBatch {
      var batch = Reply.Batch()
      for (call, answer) in zip(calls, answers) {
        guard let id = call.id else { continue }
        batch.add { answer.write(id: id, into: &$0) }
      }
      return batch.finish()
    }
    guard let call = calls.first, let answer = answers.first, let id = call.id else { return nil }
    var bytes: [UInt8] = []
    answer.write(id: id, into: &bytes)
    return bytes
  }

  /// The answer to an exchange that is over before it began.
  var refused: (route: [[UInt8]], body: [UInt8])? {
    reply(calls.map { .failure($0.refusal) }).map { (route, $0) }
  }

  /// The whole exchange refused with one error, call by call.
  func refused(_ error: ServiceError) -> (route: [[UInt8]], body: [UInt8])? {
    reply(calls.map { _ in .failure(error) }).map { (route, $0) }
  }
}
