extension ServiceError {
  /// Appends the error object of a reply: `{"code":…,"message":…,"data":{"type":…,…}}`.
  func write(into bytes: inout [UInt8]) {
    bytes.append(contentsOf: #"{"code":"#.utf8)
    bytes.appendDecimal(code)
    bytes.append(contentsOf: #","message":"#.utf8)
    bytes.appendQuoted(message)
    bytes.append(contentsOf: #","data":"#.utf8)
    writeData(into: &bytes)
    bytes.append(UInt8(ascii: "}"))
  }

  private func writeData(into bytes: inout [UInt8]) {
    var members = MemberWriter(into: &bytes)
    members.add("type", text: type, to: &bytes)
    if !violations.isEmpty {
      // A violation holds texts and a value read from JSON; encoding those cannot fail.
      let list = (try? JSONCoding.encode(violations)) ?? Array("[]".utf8)
      members.name("violations", to: &bytes)
      bytes.append(contentsOf: list)
    }
    if let retryAfter {
      members.add("retryAfterMs", integer: retryAfter.milliseconds, to: &bytes)
    }
    if let reference { members.add("reference", text: reference, to: &bytes) }
    members.close(&bytes)
  }

  /// Rebuilds the error that a service answered with. The kind follows from the code; a code of
  /// another server becomes an `internalError` that keeps its message.
  init(reading node: JSONDocument.Node, of document: JSONDocument) throws(ServiceError) {
    let error = try document.decode(ErrorObject.self, at: node, mode: .lenient)
    let kind = Kind(code: error.code) ?? .internalError
    self.init(
      kind, error.message, violations: error.data?.violations ?? [],
      retryAfter: error.data?.retryAfterMs.map { .milliseconds($0) },
      reference: error.data?.reference,
      subtype: error.data?.type.flatMap { $0 == kind.rawValue ? nil : $0 })
  }
}

/// The error object of JSON-RPC 2.0, section 5.1, as other servers may send it too.
private struct ErrorObject: Decodable {
  let code: Int
  let message: String
  let data: Details?

  private enum CodingKeys: CodingKey { case code, message, data }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    code = try container.decode(Int.self, forKey: .code)
    message = try container.decode(String.self, forKey: .message)
    // Other servers put what they like into data; it must not hide the error.
    let raw = try container.decodeIfPresent(RawJSON.self, forKey: .data)
    data = raw.flatMap { try? JSONCoding.decode(Details.self, from: $0.bytes, mode: .lenient) }
  }

  struct Details: Decodable {
    let type: String?
    let violations: [Violation]?
    let retryAfterMs: Int64?
    let reference: String?
  }
}
