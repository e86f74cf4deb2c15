import CCurl

/// One HTTP request to somebody else, through libcurl: TLS with the system's authorities.
///
///     let answer = try WebRequest(url: "https://talk.example.com/healthz").get()
///
/// It blocks: one thread each. Redirects are not followed; what the other end says is what is told.
package struct WebRequest: Sendable {
  private let url: String
  private let seconds: Int
  /// The most that is kept of an answer's body, in bytes.
  private static let most = 64 * 1024

  /// - Parameter seconds: how long it may take, connecting included.
  package init(url: String, seconds: Int = 10) {
    (self.url, self.seconds) = (url, seconds)
  }

  /// - Returns: the status and the beginning of the body.
  /// - Throws: ``WebError`` when there was no answer.
  package func get() throws(WebError) -> (status: Int, body: [UInt8]) {
    _ = Self.library
    guard let handle = curl_easy_init() else { throw WebError(reason: "libcurl has no memory") }
    defer { curl_easy_cleanup(handle) }
    let body = Body(most: Self.most)
    _ = rapport_curl_set_text(handle, CURLOPT_URL, url)
    _ = rapport_curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    _ = rapport_curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
    _ = rapport_curl_set_number(handle, CURLOPT_TIMEOUT, seconds)
    _ = rapport_curl_set_pointer(
      handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(body).toOpaque())
    _ = rapport_curl_set_reader(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      guard let bytes, let context else { return 0 }
      Unmanaged<Body>.fromOpaque(context).takeUnretainedValue()
        .take(UnsafeRawBufferPointer(start: bytes, count: size * count))
      return size * count
    }
    let code = curl_easy_perform(handle)
    guard code == CURLE_OK else {
      throw WebError(reason: String(cString: curl_easy_strerror(code)))
    }
    var status = 0
    _ = rapport_curl_number(handle, CURLINFO_RESPONSE_CODE, &status)
    return (status, body.bytes)
  }

  private static let library: Void = { _ = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) }()

  /// What libcurl's callback fills.
  private final class Body {
    private(set) var bytes: [UInt8] = []
    private let most: Int

    init(most: Int) {
      self.most = most
    }

    func take(_ more: UnsafeRawBufferPointer) {
      bytes += more.prefix(most - bytes.count)
    }
  }
}

/// Why there was no answer.
package struct WebError: Error, CustomStringConvertible {
  package let reason: String
  package var description: String { reason }
}
