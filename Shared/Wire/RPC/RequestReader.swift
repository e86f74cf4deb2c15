/// Reads one request out of a document that has been read before.
///
/// What is wrong is thrown as the error of this request alone, so that the others of a batch go on.
struct RequestReader {
  private let document: JSONDocument
  private var version: JSONDocument.Node?
  private var id: JSONDocument.Node?
  private var method: JSONDocument.Node?
  private var params: JSONDocument.Node?
  private var meta: JSONDocument.Node?
  private var unknown: [Violation] = []

  static func read(
    _ node: JSONDocument.Node, of document: JSONDocument
  ) -> Result<Request, InvalidRequest> {
    guard document.isObject(node) else {
      let error = ServiceError(.invalidRequest, "A request must be an object.")
      return .failure(InvalidRequest(id: .null, error: error))
    }
    let reader = RequestReader(node, of: document)
    do throws(ServiceError) {
      return .success(try reader.request())
    } catch {
      return .failure(InvalidRequest(id: reader.answeredID(of: error), error: error))
    }
  }

  private init(_ node: JSONDocument.Node, of document: JSONDocument) {
    self.document = document
    for member in document.members(of: node) { note(member) }
  }

  private mutating func note(_ member: JSONDocument.Member) {
    if document.equals(member.name, "jsonrpc") {
      version = member.value
    } else if document.equals(member.name, "id") {
      id = member.value
    } else if document.equals(member.name, "method") {
      method = member.value
    } else if document.equals(member.name, "params") {
      params = member.value
    } else if document.equals(member.name, "meta") {
      meta = member.value
    } else {
      let name = document.text(member.name) ?? ""
      unknown.append(
        Violation(
          path: "/" + JSONDocument.token(name), rule: "unknown",
          message: "is not a member of a request"))
    }
  }

  private func request() throws(ServiceError) -> Request {
    guard let version, document.equals(version, "2.0") else {
      throw ServiceError(.invalidRequest, #"A request must say "jsonrpc": "2.0"."#)
    }
    var requestID: RequestID?
    if let id {
      requestID = document.requestID(id)
      guard requestID != nil else {
        throw ServiceError(.invalidRequest, "The id must be a string, a number or null.")
      }
    }
    guard let method, let name = document.text(method), !name.isEmpty else {
      throw ServiceError(.invalidRequest, "The method must be named by a string.")
    }
    guard unknown.isEmpty else {
      throw ServiceError(
        .invalidRequest, ServiceError.summary(unknown) + ".", violations: unknown)
    }
    try checkParams()
    return Request(
      document: document, id: requestID, method: name, params: params, meta: try readMeta())
  }

  private func checkParams() throws(ServiceError) {
    guard let params, !document.isObject(params) else { return }
    if document.isArray(params) {
      throw ServiceError(.invalidParams, "Params must be given by name, in an object.")
    }
    throw ServiceError(.invalidRequest, "The params must be an object.")
  }

  private func readMeta() throws(ServiceError) -> RequestMeta {
    guard let node = meta else { return RequestMeta() }
    var meta: RequestMeta
    if let plain = RequestMeta(plainly: node, of: document) {
      meta = plain
    } else {
      meta = try decodeMeta(node)
    }
    let violations = meta.violations
    guard violations.isEmpty else { throw Self.faultyMeta(violations) }
    if let traceparent = meta.traceparent, !RequestMeta.isTraceparent(traceparent) {
      meta.traceparent = nil
    }
    return meta
  }

  /// Decodes what is not plain: most likely a mistake, to be told with its violations.
  private func decodeMeta(_ node: JSONDocument.Node) throws(ServiceError) -> RequestMeta {
    do {
      return try document.decode(RequestMeta.self, at: node, mode: .strict)
    } catch {
      throw Self.faultyMeta(
        error.violations.map {
          Violation(path: "/meta" + $0.path, rule: $0.rule, limit: $0.limit, message: $0.message)
        })
    }
  }

  private static func faultyMeta(_ violations: [Violation]) -> ServiceError {
    ServiceError(
      .invalidRequest, ServiceError.summary(violations) + ".", violations: violations)
  }

  /// Under which id an error is answered. Something that is no request is answered even without
  /// an id, but a well-formed notification with params of the wrong kind is not.
  private func answeredID(of error: ServiceError) -> RequestID? {
    guard let id else { return error.kind == .invalidParams ? nil : .null }
    return document.requestID(id) ?? .null
  }
}

extension JSONDocument {
  /// A node as the id of a request, verbatim; nil for what no id can be.
  func requestID(_ node: Node) -> RequestID? {
    if let text = text(node) { return .string(text) }
    if isNull(node) { return .null }
    guard isNumber(node) else { return nil }
    let text = String(decoding: slice(node), as: UTF8.self)
    if let integer = Int64(text), String(integer) == text { return .integer(integer) }
    return .number(text)
  }
}
