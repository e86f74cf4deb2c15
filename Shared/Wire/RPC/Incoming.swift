/// A frame of a caller: one request or a batch.
///
///     switch try Incoming.parse(frame) {
///     case .single(.success(let request)): …
///     case .single(.failure(let refusal)): …   // answered under refusal.id, if there is one
///     case .batch(let members): …              // in order, one reply for all
///     }
///
/// Each member of a batch can be refused by itself. Source: JSON-RPC 2.0, section 6.
public enum Incoming: Sendable {
  /// One request.
  case single(Result<Request, InvalidRequest>)
  /// Several, in the order to be executed; never empty.
  case batch([Result<Request, InvalidRequest>])

  /// The most members of a batch.
  public static let maximumBatch = 100

  /// Reads a frame in one pass.
  ///
  /// - Throws: what the whole frame is refused for, to be answered once with the id `null`: no
  ///   JSON, too large or too deep, an empty batch, one with more than 100 members.
  public static func parse(
    _ bytes: [UInt8], limits: Limits = .standard
  ) throws(ServiceError) -> Incoming {
    let document = try JSONDocument(bytes, limits: limits)
    guard document.isArray(document.root) else {
      return .single(RequestReader.read(document.root, of: document))
    }
    var members: [Result<Request, InvalidRequest>] = []
    for node in document.elements(of: document.root) {
      guard members.count < maximumBatch else {
        throw .tooLarge("A batch may hold at most \(maximumBatch) requests.")
      }
      members.append(RequestReader.read(node, of: document))
    }
    guard !members.isEmpty else {
      throw ServiceError(.invalidRequest, "A batch must hold at least one request.")
    }
    return .batch(members)
  }
}
