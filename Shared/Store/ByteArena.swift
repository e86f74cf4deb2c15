/// Holds the texts and blobs of one statement where C can see them while it runs.
///
/// It exists because a Swift string has no address of its own: copying it once into memory that is
/// kept from call to call is cheaper than a library's allocation for each value.
struct ByteArena: ~Copyable {
  private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 512, alignment: 8)
  private var used = 0
  /// What a statement may keep between two calls.
  private static let kept = 1 << 16

  /// Forgets what it holds and makes room, so that nothing moves while it is filled.
  mutating func reserve(for values: [SQLValue]) {
    used = 0
    var needed = 0
    for value in values {
      switch value {
      case .text(let text): needed += text.utf8.count
      case .utf8(let bytes), .blob(let bytes): needed += bytes.count
      case .integer, .real: needed += 8
      case .null: break
      }
    }
    guard needed > memory.count || memory.count > Self.kept else { return }
    memory.deallocate()
    memory = .allocate(byteCount: max(needed, 512), alignment: 8)
  }

  /// Copies a text; the pointer holds until the next ``reserve(for:)``.
  mutating func place(_ text: String) -> UnsafeRawBufferPointer {
    var text = text
    return text.withUTF8 { place(UnsafeRawBufferPointer($0)) }
  }

  /// Copies bytes; the pointer holds until the next ``reserve(for:)``.
  mutating func place(_ bytes: [UInt8]) -> UnsafeRawBufferPointer {
    bytes.withUnsafeBytes { place($0) }
  }

  /// Copies bytes; the pointer holds until the next ``reserve(for:)``.
  mutating func place(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let room = UnsafeMutableRawBufferPointer(rebasing: memory[used..<used + bytes.count])
    room.copyMemory(from: bytes)
    used += bytes.count
    // An empty slice at the very end still needs an address: none would mean NULL.
    return UnsafeRawBufferPointer(
      start: memory.baseAddress! + (used - bytes.count), count: bytes.count)
  }

  deinit {
    memory.deallocate()
  }
}
