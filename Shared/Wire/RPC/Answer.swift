/// A reply as a caller reads it: to which request, with what outcome.
///
///     for answer in try Answer.parse(frame) {
///       let ticket = try answer.result(as: OpenTicket.Result.self)
///     }
public struct Answer: Sendable {
  /// Where the outcome of a request is.
  public enum Outcome: Sendable {
    /// It succeeded; the result is in the document.
    case result(JSONDocument.Node)
    /// It failed, or was never a request.
    case error(ServiceError)
  }

  /// The whole frame; of a batch, all answers share it.
  public let document: JSONDocument
  /// The request's id; `.null` if the service could not read it.
  public let id: RequestID
  /// Result or error.
  public let outcome: Outcome
  /// What the service says beside the outcome.
  public let meta: ReplyMeta

  /// Reads a frame: one answer, or those of a batch in the service's order.
  ///
  /// - Throws: `parseError` or `invalidRequest` if the frame is no reply of JSON-RPC 2.0.
  public static func parse(
    _ bytes: [UInt8], limits: Limits = .replies
  ) throws(ServiceError) -> [Answer] {
    let document = try JSONDocument(bytes, limits: limits)
    guard document.isArray(document.root) else { return [try Answer(document.root, of: document)] }
    var answers: [Answer] = []
    for node in document.elements(of: document.root) {
      answers.append(try Answer(node, of: document))
    }
    return answers
  }

  private init(_ node: JSONDocument.Node, of document: JSONDocument) throws(ServiceError) {
    guard let version = document.member("jsonrpc", of: node), document.equals(version, "2.0"),
      let id = document.member("id", of: node).flatMap(document.requestID)
    else { throw Self.noReply }
    self.document = document
    self.id = id
    if let error = document.member("error", of: node) {
      outcome = .error(try ServiceError(reading: error, of: document))
    } else if let result = document.member("result", of: node) {
      outcome = .result(result)
    } else {
      throw Self.noReply
    }
    if let meta = document.member("meta", of: node) {
      self.meta = try document.decode(ReplyMeta.self, at: meta, mode: .lenient)
    } else {
      meta = ReplyMeta()
    }
  }

  private static var noReply: ServiceError {
    ServiceError(.invalidRequest, "The answer is no reply of JSON-RPC 2.0.")
  }

  /// The result as a type, read leniently because services may be newer; throws the error if that
  /// is the outcome.
  public func result<T: Decodable>(as type: T.Type) throws(ServiceError) -> T {
    switch outcome {
    case .result(let node): try document.decode(type, at: node, mode: .lenient)
    case .error(let error): throw error
    }
  }
}

extension Limits {
  /// What a caller takes in one frame: 64 MiB. A service it trusts may answer a batch at length.
  public static let replies = Limits(bytes: 64 * 1024 * 1024)
}
