import Wire

/// How one call ended.
struct CallAnswer: Sendable {
  private var result: RawJSON?
  private var meta: ReplyMeta?
  private(set) var error: ServiceError?

  init(_ ended: Result<(RawJSON, ReplyMeta?), Setback>) {
    switch ended {
    case .success((let result, let meta)): (self.result, self.meta) = (result, meta)
    case .failure(let setback): error = setback.error
    }
  }

  static func success(_ result: RawJSON) -> Self {
    Self(.success((result, nil)))
  }

  static func failure(_ error: ServiceError) -> Self {
    Self(.failure(Setback(error: error)))
  }

  fileprivate func write(id: RequestID, into bytes: inout [UInt8]) {
    if let error {
      Reply.failure(id: id, error: error, into: &bytes)
    } else if let result {
      // Room for the envelope around it.
      bytes.reserveCapacity(bytes.count + result.bytes.count + 200)
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
