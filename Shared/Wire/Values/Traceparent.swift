/// The `traceparent` of W3C Trace Context: a text that goes from a request to everything it causes.
///
///     00-01977d2ab3c67f5a8b1c2d3e4f506172-8448eb211c80319c-01
///        └ the trace: what belongs together
///
/// A trace of our own begins with the time it was made (a UUIDv7), so that its events are found
/// without reading a whole log.
///
/// Source: https://www.w3.org/TR/trace-context-1, section 3.2.
public enum Traceparent {
  /// A new one, of a trace and a span; neither may be zero.
  public static func make(trace: UUIDv7, span: UInt64) -> String {
    String(unsafeUninitializedCapacity: 55) { buffer in
      _ = buffer.initialize(fromContentsOf: frame)
      put(trace.high, at: 3, of: buffer)
      put(trace.low, at: 19, of: buffer)
      put(span, at: 36, of: buffer)
      return 55
    }
  }

  private static let frame = Array(
    "00-\(String(repeating: "0", count: 32))-0000000000000000-01".utf8)

  private static func put(_ word: UInt64, at start: Int, of text: UnsafeMutableBufferPointer<UInt8>)
  {
    for digit in 0..<16 {
      text[start + digit] = lowerHex(
        UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * digit)) & 15)
    }
  }

  /// The 32 digits that name the trace; nil for a text that is no traceparent.
  public static func trace(of text: String) -> String? {
    guard RequestMeta.isTraceparent(text) else { return nil }
    return String(text.dropFirst(3).prefix(32))
  }

  /// When a trace was begun, if its id tells; ids of others' making may be of any kind.
  public static func time(ofTrace id: String) -> Timestamp? {
    guard id.utf8.count == 32, let high = UInt64(id.prefix(16), radix: 16),
      let low = UInt64(id.dropFirst(16), radix: 16), high >> 12 & 15 == 7, low >> 62 == 2
    else { return nil }
    return Timestamp(milliseconds: UUIDv7(high: high, low: low).milliseconds)
  }
}
