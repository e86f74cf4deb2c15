/// One value of a document on its tape: where it is in the bytes and where the next one begins.
///
/// The tape lists all values in the order of the text. An object is followed by its members, name
/// and value alternating, an array by its elements; `next` skips whatever is inside. Sixteen bytes
/// a value, in one block of memory, made in one pass: cheaper than a tree by an allocation a value.
struct JSONSlot {
  /// What the value is.
  enum Kind: UInt8 {
    case null, falsehood, truth, number, string, array, object
  }

  /// The first byte of the value; of a string, the one after the quote.
  var start: UInt32
  /// The byte after the value; of a string, the closing quote.
  var end: UInt32 = 0
  /// The index on the tape of the value after this one.
  var next: UInt32 = 0
  var kind: Kind
  /// For a string: free of escapes. For a number: without fraction and exponent.
  var plain = false

  /// The value's bytes; of a string, without the quotes.
  var content: Range<Int> { Int(start)..<Int(end) }

  /// The value's bytes; of a string, with the quotes.
  var source: Range<Int> {
    kind == .string ? Int(start) - 1..<Int(end) + 1 : Int(start)..<Int(end)
  }

  /// What people call the kind.
  var kindName: String {
    switch kind {
    case .null: "null"
    case .falsehood, .truth: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
