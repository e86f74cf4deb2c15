import CGMime

/// What Mail needs to say to GMime beyond calling it: start it, own its objects, take its strings.
enum GMime {
  /// GMime builds its tables once, before any other call; touching this constant does it.
  static let started: Void = g_mime_init()

  /// Turns a string that GMime allocated into a Swift one and frees it.
  static func take(_ text: UnsafeMutablePointer<CChar>?) -> String? {
    guard let text else { return nil }
    defer { g_free(text) }
    return String(cString: text)
  }

  /// A stream over a copy of the bytes.
  static func stream(_ bytes: [UInt8]) -> GObject {
    GObject(
      bytes.withUnsafeBytes {
        g_mime_stream_mem_new_with_buffer(
          $0.assumingMemoryBound(to: CChar.self).baseAddress, $0.count)
      })
  }
}

/// One reference to a GObject, given back at the end of its scope.
struct GObject: ~Copyable {
  let pointer: OpaquePointer

  init(_ created: OpaquePointer) {
    pointer = created
  }

  deinit {
    g_object_unref(UnsafeMutableRawPointer(pointer))
  }
}
