/// Lays out a statement's values as libpq wants them, all in binary.
struct PostgresParameters: ~Copyable {
  private var arena = ByteArena()
  private var pointers: [UnsafePointer<CChar>?] = []
  private var lengths: [Int32] = []
  private var formats: [Int32] = []

  /// Calls `body` with the arrays of one call; libpq copies them.
  mutating func bind(
    _ values: [SQLValue],
    _ body: ([UnsafePointer<CChar>?], [Int32], [Int32]) -> Int32
  ) -> Int32 {
    arena.reserve(for: values)
    pointers.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    while formats.count < values.count { formats.append(1) }
    for value in values {
      let bytes = place(value)
      pointers.append(bytes?.baseAddress?.assumingMemoryBound(to: CChar.self))
      lengths.append(Int32(clamping: bytes?.count ?? 0))
    }
    return body(pointers, lengths, formats)
  }

  private mutating func place(_ value: SQLValue) -> UnsafeRawBufferPointer? {
    switch value {
    case .null: nil
    case .integer(let integer): place(UInt64(bitPattern: integer))
    case .real(let real): place(real.bitPattern)
    case .text(let text): arena.place(text)
    case .utf8(let bytes), .blob(let bytes): arena.place(bytes)
    }
  }

  private mutating func place(_ bits: UInt64) -> UnsafeRawBufferPointer {
    withUnsafeBytes(of: bits.bigEndian) { arena.place($0) }
  }
}
