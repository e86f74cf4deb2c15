extension Schema {
  /// The schema of a Swift type, derived from its own decoding.
  ///
  /// Cheap: the type runs only when the schema is encoded or becomes part of a document. That also
  /// lets a recursive type name itself in its own `schema`.
  public static func of(_ type: any Decodable.Type) -> Schema {
    Schema(.type(TypeReference(type: type)))
  }

  /// Any JSON value.
  public static let anything = Schema(.anything)
  /// `true` or `false`.
  public static let boolean = Schema(.boolean)
  /// Any whole number.
  public static let integer = Schema(.integer(minimum: nil, maximum: nil))
  /// Any number.
  public static let number = Schema(.number(minimum: nil, maximum: nil))
  /// Any string.
  public static let string = Schema(.string(Text()))

  /// A whole number within inclusive limits.
  public static func integer(minimum: Int64? = nil, maximum: Int64? = nil) -> Schema {
    Schema(.integer(minimum: minimum, maximum: maximum))
  }

  /// A number within inclusive limits.
  public static func number(minimum: Double? = nil, maximum: Double? = nil) -> Schema {
    Schema(.number(minimum: minimum, maximum: maximum))
  }

  /// A string with rules; see `Text`.
  public static func string(
    format: String? = nil, pattern: String? = nil, minLength: Int? = nil, maxLength: Int? = nil,
    example: String? = nil
  ) -> Schema {
    let text = Text(
      format: format, pattern: pattern, minLength: minLength, maxLength: maxLength, example: example
    )
    return Schema(.string(text))
  }

  /// One of these strings.
  public static func enumeration(_ values: [String]) -> Schema {
    Schema(.string(Text(values: values)))
  }

  /// Exactly this string: what tells the forms of a `oneOf` apart.
  public static func constant(_ value: String) -> Schema {
    Schema(.string(Text(values: [value])))
  }

  /// A list of equal items.
  public static func array(
    of items: Schema, minItems: Int? = nil, maxItems: Int? = nil
  ) -> Schema {
    Schema(.array(of: items, minItems: minItems, maxItems: maxItems))
  }

  /// An object with free keys and equal values.
  public static func dictionary(of values: Schema) -> Schema {
    Schema(.dictionary(of: values))
  }

  /// An object with these members.
  public static func object(_ properties: [Property]) -> Schema {
    Schema(.object(Object(properties: properties)))
  }

  /// Exactly one of these forms. Put a form that does not mention the type itself first: it serves
  /// as the example.
  public static func oneOf(_ forms: [Schema]) -> Schema {
    Schema(.oneOf(forms))
  }
}
