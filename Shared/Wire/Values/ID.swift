/// What an id names; its prefix is the first part of the id's text.
///
///     public enum TicketKind: IDKind { public static let prefix = "ticket" }
///     public typealias TicketID = ID<TicketKind>
public protocol IDKind: SendableMetatype {
  /// Lower-case letters, as the TypeID specification allows them.
  static var prefix: String { get }
}

/// The id of one kind of thing: a TypeID whose prefix is the kind's.
///
/// The kind is part of the Swift type, so a contact's id does not compile where a ticket's is
/// wanted, and a frontend that mixes them up is told so (rule `id`). Kept as its text, because
/// that is what rows and messages hold.
public struct ID<Kind: IDKind>: WireText, Comparable, CustomStringConvertible {
  /// The TypeID's text.
  public let wire: String

  /// The id of a new thing.
  public init(uuid: UUIDv7) {
    wire = TypeID.encode(prefix: Kind.prefix, uuid: uuid)
  }

  /// Reads an id of this kind; one of another kind is refused.
  public init(wire: String) throws(Rejection) {
    var wire = wire
    guard wire.withUTF8({ Self.matches($0) }) else {
      let example = Self.placeholder.wire
      throw Rejection(
        rule: "id", limit: .string(Kind.prefix), message: "must be an id like \(example)")
    }
    self.wire = wire
  }

  private static func matches(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let prefix = Kind.prefix.utf8
    guard bytes.count == prefix.count + 27, bytes[prefix.count] == UInt8(ascii: "_"),
      bytes.starts(with: prefix)
    else { return false }
    return TypeID.isSuffix(bytes[(prefix.count + 1)...])
  }

  /// The UUID inside, which tells when the id was made.
  public var uuid: UUIDv7 {
    (try? TypeID.decode(wire).uuid) ?? UUIDv7(high: 0, low: 0)
  }

  /// The id with an all-zero UUID.
  public static var placeholder: Self { Self(uuid: UUIDv7(high: 0, low: 0)) }

  /// The kind's prefix and 26 digits.
  public static var schema: Schema {
    .string(pattern: "^\(Kind.prefix)_[0-7][0-9a-hjkmnp-tv-z]{25}$")
  }

  /// The text, so that an id can stand in a sentence.
  public var description: String { wire }

  /// Order of the texts, which is order in time.
  public static func < (left: Self, right: Self) -> Bool { left.wire < right.wire }
}
