import CCurl
import Glibc

/// Tells libcurl how to reach a server and what a failure to do so means.
struct SMTPConnector {
  let settings: SMTPSettings
  let handle: UnsafeMutableRawPointer
  let hello: SMTPHello

  /// Prepares the process once: libcurl's tables, and no death by SIGPIPE when a server hangs up
  /// on an encrypted line (libcurl cannot prevent it with threads around, see CURLOPT_NOSIGNAL).
  static let start: Void = {
    curl_global_init(Int(CURL_GLOBAL_DEFAULT))
    signal(SIGPIPE, SIG_IGN)
  }()

  func connect() throws(SMTPConnectFailure) {
    set(CURLOPT_URL, settings.curlURL)
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    set(CURLOPT_NOPROXY, "*")
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_CONNECT_ONLY, 1)
    set(CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout.milliseconds)
    set(CURLOPT_TIMEOUT_MS, settings.connectTimeout.milliseconds)
    if let login = settings.login {
      set(CURLOPT_USERNAME, login.user)
      set(CURLOPT_PASSWORD, login.password)
    }
    secure()
    let (code, cause) = perform()
    if code != CURLE_OK { throw failure(code, cause) }
    if settings.login != nil && !hello.extensions.contains("AUTH") {
      // libcurl goes on without a login where none is offered.
      throw SMTPConnectFailure(
        reason: "\(settings.place) offers no login here; many servers do only after TLS",
        kind: .login)
    }
  }

  private func secure() {
    switch settings.security {
    case .off: set(CURLOPT_USE_SSL, Int(CURLUSESSL_NONE.rawValue))
    case .opportunistic: set(CURLOPT_USE_SSL, Int(CURLUSESSL_TRY.rawValue))
    case .required, .implicit: set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
    }
    if let authority = settings.authority {
      set(CURLOPT_CAINFO, authority)
    } else if settings.security == .opportunistic {
      // Who would also go on in the clear gains nothing from refusing a certificate (RFC 7435).
      set(CURLOPT_SSL_VERIFYPEER, 0)
      set(CURLOPT_SSL_VERIFYHOST, 0)
    }
  }

  /// Connects; the error text is libcurl's longer one, where it has one.
  private func perform() -> (CURLcode, String) {
    _ = rapport_curl_set_pointer(
      handle, CURLOPT_HEADERDATA, Unmanaged.passUnretained(hello).toOpaque())
    _ = rapport_curl_set_reader(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      if let bytes, let context {
        let hello = Unmanaged<SMTPHello>.fromOpaque(context).takeUnretainedValue()
        hello.hear(UnsafeRawBufferPointer(start: bytes, count: size * count))
      }
      return size * count
    }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CURL_ERROR_SIZE)) { text in
      text.initialize(repeating: 0)
      _ = rapport_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, text.baseAddress)
      defer { _ = rapport_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, nil) }
      let code = curl_easy_perform(handle)
      let long = text.baseAddress.map { String(cString: $0) } ?? ""
      return (code, long.isEmpty ? String(cString: curl_easy_strerror(code)) : long)
    }
  }

  private func failure(_ code: CURLcode, _ cause: String) -> SMTPConnectFailure {
    var reason = "\(settings.place): \(cause)"
    if !hello.lastLine.isEmpty { reason += "; the server said: \(hello.lastLine)" }
    return SMTPConnectFailure(reason: reason, kind: Self.kind(of: code))
  }

  private static func kind(of code: CURLcode) -> SMTPOutcome.ProviderFailure {
    switch code {
    case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: .login
    case CURLE_OPERATION_TIMEDOUT: .timeoutBeforeData
    case CURLE_USE_SSL_FAILED, CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_INITFAILED:
      .tls
    default: .connection
    }
  }

  private func set(_ option: CURLoption, _ value: Int) {
    _ = rapport_curl_set_number(handle, option, value)
  }

  private func set(_ option: CURLoption, _ value: String) {
    _ = rapport_curl_set_text(handle, option, value)
  }
}
