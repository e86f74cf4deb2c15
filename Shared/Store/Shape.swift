extension SQL {
  /// A statement without its values: what prepared statements are cached by.
  ///
  /// The pieces are literals in the program's own memory, so two statements from one place in the
  /// source have the same addresses, and comparing those is enough. No text is built, hashed or
  /// compared on the hot path.
  struct Shape: Hashable, Sendable {
    private var pieces: [Piece] = []
    private var signature: UInt = 0

    mutating func reserve(_ count: Int) {
      pieces.reserveCapacity(count)
    }

    mutating func append(_ text: StaticString) {
      guard text.utf8CodeUnitCount > 0 else { return }
      append(Piece(text: text.utf8Start, length: Int32(text.utf8CodeUnitCount)))
    }

    /// Placeholders after what is there so far, separated by commas.
    mutating func appendPlaceholders(_ count: Int, of type: SQLType) {
      append(Piece(placeholders: Int16(clamping: count), type: type))
    }

    mutating func append(_ other: Shape) {
      for piece in other.pieces { append(piece) }
    }

    private mutating func append(_ piece: Piece) {
      signature = (signature ^ piece.fingerprint) &* 0x9E37_79B9_7F4A_7C15
      signature ^= signature >> 29
      pieces.append(piece)
    }

    static func == (left: Shape, right: Shape) -> Bool {
      left.signature == right.signature && left.pieces == right.pieces
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(signature)
    }

    /// The statement as one database reads it: placeholders are `?` or `$1`, `$2`, ….
    func text(for dialect: Dialect) -> String {
      var bytes: [UInt8] = []
      var number = 0
      for piece in pieces {
        bytes.append(contentsOf: piece.bytes)
        for index in 0..<Int(piece.placeholders) {
          number += 1
          if index > 0 { bytes.append(UInt8(ascii: ",")) }
          bytes.append(contentsOf: dialect == .sqlite ? "?".utf8 : "$\(number)".utf8)
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }

    /// The type of each placeholder, in order.
    var types: [SQLType] {
      pieces.flatMap { repeatElement($0.type, count: Int($0.placeholders)) }
    }
  }

  /// A literal, or placeholders of one type.
  ///
  /// Unchecked, because a pointer is not `Sendable`: this one points to a literal of the program,
  /// which never changes or goes away.
  private struct Piece: Hashable, @unchecked Sendable {
    var text: UnsafePointer<UInt8>?
    var length: Int32 = 0
    var placeholders: Int16 = 0
    var type = SQLType.text

    var bytes: UnsafeBufferPointer<UInt8> {
      UnsafeBufferPointer(start: text, count: Int(length))
    }

    var fingerprint: UInt {
      UInt(bitPattern: text) &+ UInt(length.magnitude) << 48
        &+ UInt(placeholders.magnitude) << 3 &+ UInt(type.rawValue)
    }
  }
}
