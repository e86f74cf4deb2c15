/// What a value looks like on the wire: one JSON Schema (draft-07), built as a value.
///
/// Schemas are derived, not written: `Schema.of(Ticket.self)` runs `Ticket`'s own `init(from:)` and
/// writes down what it asks for, so a document can never describe something that the code does not
/// read. Only types that decode themselves by hand (an enum with associated values, a text with a
/// rule) say their schema, with the factories below:
///
///     extension Step: SchemaDescribed {
///       static var schema: Schema {
///         .oneOf([
///           .object([.required("send", .of(Send.self))]),
///           .object([.required("wait", .of(Period.self))]),
///         ])
///       }
///     }
///
/// Encoding a schema gives a document of its own: named types it mentions are in `definitions`.
/// Source: JSON Schema draft-07, the dialect of both OpenRPC 1.3 and AsyncAPI 3.0.
public struct Schema: Sendable, Equatable {
  /// The form of the value.
  public var shape: Shape
  /// A sentence for readers of the document, where the name of the member does not say enough.
  public var description: String?
  /// Whether the value is personal data: erasure and retention remove it (`x-personal`).
  public var personal = false

  /// A schema of this shape.
  public init(_ shape: Shape, description: String? = nil) {
    self.shape = shape
    self.description = description
  }

  /// The same schema with a sentence for its readers.
  public func described(_ sentence: String) -> Schema {
    var copy = self
    copy.description = sentence
    return copy
  }
}

extension Schema {
  /// The forms a value can have.
  public indirect enum Shape: Sendable, Equatable {
    /// Any JSON value.
    case anything
    /// `true` or `false`.
    case boolean
    /// A whole number within limits, both inclusive.
    case integer(minimum: Int64?, maximum: Int64?)
    /// Any number within limits, both inclusive.
    case number(minimum: Double?, maximum: Double?)
    /// A string with its rules.
    case string(Text)
    /// A list of equal items.
    case array(of: Schema, minItems: Int?, maxItems: Int?)
    /// An object with free keys and equal values.
    case dictionary(of: Schema)
    /// An object with known members.
    case object(Object)
    /// Exactly one of several forms.
    case oneOf([Schema])
    /// Whatever a Swift type decodes; found out when the document is made.
    case type(TypeReference)
    /// A pointer to a named schema of the same document.
    case reference(String)
  }

  /// The rules of a string. Lengths count Unicode scalars, as JSON Schema does.
  public struct Text: Sendable, Equatable {
    /// A format of JSON Schema or a registered one: `date-time`, `duration`, `email`.
    public var format: String?
    /// A regular expression (ECMA 262) that the whole string is matched against.
    public var pattern: String?
    /// The fewest characters.
    public var minLength: Int?
    /// The most characters.
    public var maxLength: Int?
    /// The only values allowed, in declaration order; one value is written as `const`.
    public var values: [String]?
    /// A text that keeps the rules; needed where `pattern` or a format of its own is set.
    public var example: String?
  }

  /// The members of an object in the order in which they are decoded.
  public struct Object: Sendable, Equatable {
    /// The known members.
    public var properties: [Property]
    /// Whether other members are refused. Set by the document: what we read from strangers is
    /// closed, what we write may grow.
    public var closed = false
  }

  /// One member of an object.
  public struct Property: Sendable, Equatable {
    /// The member's name on the wire.
    public var name: String
    /// What it holds.
    public var schema: Schema
    /// Whether it must be there.
    public var required: Bool

    /// A member that must be there.
    public static func required(_ name: String, _ schema: Schema) -> Property {
      Property(name: name, schema: schema, required: true)
    }

    /// A member that may be left out.
    public static func optional(_ name: String, _ schema: Schema) -> Property {
      Property(name: name, schema: schema, required: false)
    }
  }

  /// A Swift type whose schema is derived later.
  public struct TypeReference: Sendable, Equatable {
    /// The type itself. Safe to share: a wire type's `Decodable` is never bound to an actor.
    nonisolated(unsafe) let type: any Decodable.Type

    /// Two references are equal when they mean the same type.
    public static func == (left: TypeReference, right: TypeReference) -> Bool {
      left.type == right.type
    }
  }
}
