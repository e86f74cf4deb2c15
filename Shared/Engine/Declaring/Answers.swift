package import Wire

/// How a service answers one method: its contract and its handler.
///
///     static let answers: [Answers] = [
///       .command(TicketsAPI.Open.self, open),
///       .query(TicketsAPI.Get.self, get),
///     ]
package struct Answers: Sendable {
  /// The contract's type, for documents.
  package let method: any Method.Type
  /// What runs: params are decoded on the socket's thread, the rest on the loop's or a reader's.
  let prepare: @Sendable (Request) throws(ServiceError) -> Prepared
  /// How long it may run, in milliseconds, where that is not what any handler may.
  private(set) var budget: Int?
  /// Whether the result is kept for repeats with the same key.
  private(set) var keepsResult = true

  package var name: String { method.name }

  /// The same with another budget: for what operators do seldom, and wait for.
  func within(milliseconds: Int) -> Answers {
    var answers = self
    answers.budget = milliseconds
    return answers
  }

  /// A handler that changes state, wholly or not at all. It runs in the loop, within its budget, and
  /// may run more than once for one commit.
  package static func command<M: Method>(
    _ method: M.Type, _ handler: @escaping @Sendable (M.Params, Context) throws -> M.Result
  ) -> Self {
    precondition(method.kind == .command, "\(method.name) is a query, answered as a command")
    return Self(method) { request throws(ServiceError) in
      let params = try request.decodeParams(M.Params.self)
      return .command { context in
        RawJSON(bytes: try JSONCoding.encode(try handler(params, context)))
      }
    }
  }

  /// A command with something expensive in it, such as the hash of a password.
  ///
  ///     .command(TicketsAPI.Reset.self, preparing: hash, reset).confidential
  ///
  /// `preparation` is a query: it runs beside the loop on a snapshot, one at a time, and changes
  /// nothing. What it made goes to the handler in the loop, which looks again at whatever may have
  /// changed meanwhile.
  package static func command<M: Method, Preparation: Sendable>(
    _ method: M.Type,
    preparing preparation: @escaping @Sendable (M.Params, QueryContext) throws -> Preparation,
    _ handler: @escaping @Sendable (M.Params, Preparation, Context) throws -> M.Result
  ) -> Self {
    precondition(method.kind == .command, "\(method.name) is a query, answered as a command")
    return Self(method) { request throws(ServiceError) in
      let params = try request.decodeParams(M.Params.self)
      return .preparing { snapshot in
        let prepared = try preparation(params, snapshot)
        return { context in
          RawJSON(bytes: try JSONCoding.encode(try handler(params, prepared, context)))
        }
      }
    }
  }

  /// The same, with secrets in its params or its result: neither they nor a digest of them are kept,
  /// so a repeat with the same key is done again. The handler is to be harmless then.
  package var confidential: Self {
    var answers = self
    answers.keepsResult = false
    return answers
  }

  /// A handler that only reads. It runs beside the loop on a snapshot, and is interrupted at its
  /// deadline.
  package static func query<M: Method>(
    _ method: M.Type, _ handler: @escaping @Sendable (M.Params, QueryContext) throws -> M.Result
  ) -> Self {
    precondition(method.kind == .query, "\(method.name) is a command, answered as a query")
    return Self(method) { request throws(ServiceError) in
      let params = try request.decodeParams(M.Params.self)
      return .query { context in
        let result = try handler(params, context)
        return QueryAnswer(
          result: RawJSON(bytes: try JSONCoding.encode(result)),
          people: M.readsPersonalData ? M.people(in: result, asked: params) : [])
      }
    }
  }

  private init(
    _ method: any Method.Type,
    _ prepare: @escaping @Sendable (Request) throws(ServiceError) -> Prepared
  ) {
    (self.method, self.prepare) = (method, prepare)
  }
}

/// A request whose params are decoded: what is left to do.
enum Prepared: Sendable {
  case command(@Sendable (Context) throws -> RawJSON)
  case preparing(@Sendable (QueryContext) throws -> @Sendable (Context) throws -> RawJSON)
  case query(@Sendable (QueryContext) throws -> QueryAnswer)
}

/// A query's result, and whose data it holds.
struct QueryAnswer: Sendable {
  let result: RawJSON
  let people: [String]
}
