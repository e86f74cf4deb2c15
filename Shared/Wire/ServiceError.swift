/// What a service answers instead of a result: a kind with a permanent code, a sentence for
/// anyone, and details for programs.
///
/// The one error that leaves a process. Handlers throw it; what else they throw becomes an
/// `internalError` with a reference. The sentence names the value that is wrong and never holds an
/// internal cause.
///
///     throw ServiceError.rejected("The form contact-us is closed.")
public struct ServiceError: Error, Sendable, Equatable {
  /// What went wrong, as a caller's program tells it apart.
  public let kind: Kind
  /// The sentence for people, in English.
  public var message: String
  /// All that is wrong with the request's values, at once.
  public var violations: [Violation]
  /// After how long a repetition may succeed.
  public var retryAfter: Period?
  /// What to quote when asking the operators; the log has it too.
  public var reference: String?
  /// A finer name than the kind (`data.type` on the wire), such as `logDiverged`.
  public var subtype: String?

  /// An error of this kind. The factories below read better for the common ones.
  public init(
    _ kind: Kind, _ message: String, violations: [Violation] = [], retryAfter: Period? = nil,
    reference: String? = nil, subtype: String? = nil
  ) {
    self.kind = kind
    self.message = message
    self.violations = violations
    self.retryAfter = retryAfter
    self.reference = reference
    self.subtype = subtype
  }

  /// The code on the wire.
  public var code: Int { kind.code }

  /// `data.type` on the wire: the subtype, or else the kind.
  public var type: String { subtype ?? kind.rawValue }
}

extension ServiceError {
  /// The kinds of errors. The first five are JSON-RPC 2.0's own, for faults of the protocol; the
  /// others belong to the domain, one code each. Codes never change.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// The bytes are not JSON.
    case parseError
    /// The JSON is not a request.
    case invalidRequest
    /// No such method here.
    case methodNotFound
    /// The params do not have the method's shape: missing, unknown or of the wrong type.
    case invalidParams
    /// A mistake of the service; the reference leads to its log.
    case internalError
    /// The caller is not known.
    case unauthenticated
    /// The caller is known and may not.
    case forbidden
    /// There is no such thing.
    case notFound
    /// The state has changed meanwhile, or an idempotency key was used for something else.
    case conflict
    /// The params have the right shape and a value breaks its rule.
    case invalid
    /// A rule of the business says no.
    case rejected
    /// More than the service takes.
    case tooLarge
    /// Surely not done, too much to do; worth repeating after `retryAfter`.
    case busy
    /// Surely not done, `timeoutMs` had passed.
    case deadlineExceeded
    /// Something that the answer depends on cannot be reached.
    case unavailable

    /// The code on the wire.
    public var code: Int {
      switch self {
      case .parseError: -32700
      case .invalidRequest: -32600
      case .methodNotFound: -32601
      case .invalidParams: -32602
      case .internalError: -32603
      case .unauthenticated: -32001
      case .forbidden: -32002
      case .notFound: -32003
      case .conflict: -32004
      case .invalid: -32005
      case .rejected: -32006
      case .tooLarge: -32007
      case .busy: -32008
      case .deadlineExceeded: -32009
      case .unavailable: -32010
      }
    }

    /// The kind of a code, if it is one of ours.
    public init?(code: Int) {
      guard let kind = Kind.allCases.first(where: { $0.code == code }) else { return nil }
      self = kind
    }
  }
}

extension ServiceError {
  /// There is no such thing.
  public static func notFound(_ message: String) -> ServiceError {
    ServiceError(.notFound, message)
  }

  /// The state has changed meanwhile.
  public static func conflict(_ message: String, subtype: String? = nil) -> ServiceError {
    ServiceError(.conflict, message, subtype: subtype)
  }

  /// Values break their rules. The sentence tells of the first, and how many more there are.
  public static func invalid(_ violations: [Violation]) -> ServiceError {
    ServiceError(.invalid, summary(violations), violations: violations)
  }

  /// A rule of the business says no.
  public static func rejected(_ message: String) -> ServiceError {
    ServiceError(.rejected, message)
  }

  /// The caller may not.
  public static func forbidden(_ message: String) -> ServiceError {
    ServiceError(.forbidden, message)
  }

  /// More than the service takes.
  public static func tooLarge(_ message: String) -> ServiceError {
    ServiceError(.tooLarge, message)
  }

  /// Surely not done; worth repeating after a while.
  public static func busy(_ message: String, retryAfter: Period? = nil) -> ServiceError {
    ServiceError(.busy, message, retryAfter: retryAfter)
  }

  /// `/email must be …`, and how many more.
  static func summary(_ violations: [Violation]) -> String {
    guard let first = violations.first else { return "The values are not valid." }
    let subject = first.path.isEmpty ? "The value" : first.path
    let more = violations.count > 1 ? " (and \(violations.count - 1) more)" : ""
    return "\(subject) \(first.message)\(more)"
  }
}
