/// Whether a method changes state.
public enum MethodKind: String, Codable, Sendable, Hashable {
  /// Changes state: runs in the loop, takes an idempotency key, is answered after its commit.
  case command
  /// Only reads: runs beside the loop on a snapshot.
  case query
}

/// The contract of one method: a type without values that names what is called, with what, and what
/// comes back.
///
/// It is declared once, in `Models`; server, client, gateway, command line and the OpenRPC document
/// all use the same type:
///
///     public enum OpenTicket: Method {
///       public struct Params: Codable, Sendable { … }
///       public struct Result: Codable, Sendable { … }
///       public static let name = "tickets.open"
///       public static let summary = "Opens a ticket for a person and starts its reply clock."
///       public static let kind = MethodKind.command
///       public static let scopes: Set<Scope> = [.staff, .frontend]
///       public static let errors: [ServiceError.Kind] = [.notFound, .rejected]
///     }
///
/// `Params` must decode an object: parameters are always by name.
public protocol Method: SendableMetatype {
  /// The parameters, decoded strictly: an unknown member is refused by name.
  associatedtype Params: Codable & Sendable
  /// The result, decoded leniently by clients: it may grow.
  associatedtype Result: Codable & Sendable

  /// `noun.verb`, unique in the suite.
  static var name: String { get }
  /// One sentence for documents and command-line help.
  static var summary: String { get }
  /// Command or query.
  static var kind: MethodKind { get }
  /// Who may call it.
  static var scopes: Set<Scope> { get }
  /// The errors of its own domain, beyond those that any method can answer with.
  static var errors: [ServiceError.Kind] { get }
  /// Whether results hold data of persons; who reads them is recorded (DESIGN 12).
  static var readsPersonalData: Bool { get }
  /// Whose data a result holds: ids of contacts, or of what is about somebody who is no contact; how
  /// the person was named where the result does not say.
  static func people(in result: Result, asked params: Params) -> [String]
  /// Whether it is taken even while the disk is nearly full: answers, withdrawals, erasures, and
  /// what an operator needs to mend things.
  static var isAlwaysAccepted: Bool { get }
}

extension Method {
  /// No errors of its own.
  public static var errors: [ServiceError.Kind] { [] }
  /// Nobody's data.
  public static var readsPersonalData: Bool { false }
  public static func people(in result: Result, asked params: Params) -> [String] { [] }
  /// Other commands wait until there is room.
  public static var isAlwaysAccepted: Bool { false }
}
