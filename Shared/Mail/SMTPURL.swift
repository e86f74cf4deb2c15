import CCurl
import Glibc

extension SMTPSettings {
  /// Reads `smtp://[user:password@]host[:port][?options]` or `smtps://…`.
  ///
  /// Options: `tls=required|opportunistic|off` (not with smtps), `ca=/path/to.pem`, `ehlo=name`,
  /// `connectTimeout` and `timeout` in seconds. User and password are percent-encoded. Throws a
  /// sentence about the part that is wrong; it never quotes user or password.
  package init(url: String) throws(MailError) {
    let parts = try URLParts(url)
    guard let scheme = parts[CURLUPART_SCHEME], scheme == "smtp" || scheme == "smtps" else {
      throw MailError("smtp url", "must begin with smtp:// or smtps://")
    }
    guard let host = parts[CURLUPART_HOST] else { throw MailError("smtp url", "names no host") }
    guard ["", "/"].contains(parts[CURLUPART_PATH] ?? ""), parts[CURLUPART_FRAGMENT] == nil else {
      throw MailError("smtp url", "has something after the host; options follow a question mark")
    }
    let login = try Self.login(parts)
    let isImplicit = scheme == "smtps"
    let port = parts[CURLUPART_PORT].flatMap { Int($0) }
    self.init(
      host: host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host,
      port: port ?? (isImplicit ? 465 : login == nil ? 25 : 587),
      security: isImplicit ? .implicit : login == nil ? .opportunistic : .required, login: login)
    for option in (parts[CURLUPART_QUERY] ?? "").split(separator: "&") {
      let pair = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = pair.count == 2 ? URLParts.decoded(String(pair[1])) : ""
      try set(option: String(pair[0]), to: value)
    }
  }

  private static func login(_ parts: borrowing URLParts) throws(MailError) -> Login? {
    let user = parts[CURLUPART_USER]
    let password = parts[CURLUPART_PASSWORD]
    if user == nil && password == nil { return nil }
    guard let user, !user.isEmpty, let password, !password.isEmpty else {
      throw MailError("smtp url", "a login needs both: user:password@")
    }
    return Login(user: URLParts.decoded(user), password: URLParts.decoded(password))
  }

  private mutating func set(option: String, to value: String) throws(MailError) {
    switch option {
    case "tls":
      let choices = "required, opportunistic or off"
      guard security != .implicit else {
        throw MailError("smtp url: tls", "does not go with smtps, which is always encrypted")
      }
      guard let choice = Security(rawValue: value), choice != .implicit else {
        throw MailError("smtp url: tls", "must be \(choices), not '\(value)'")
      }
      security = choice
    case "ca":
      guard access(value, R_OK) == 0 else {
        throw MailError("smtp url: ca", "cannot read '\(value)'")
      }
      authority = value
    case "ehlo":
      let isName = value.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x2D || $0 == 0x2E
      }
      guard !value.isEmpty, isName else {
        throw MailError("smtp url: ehlo", "must be a host name")
      }
      helloName = value
    case "connectTimeout": connectTimeout = try Self.seconds(value, option)
    case "timeout": timeout = try Self.seconds(value, option)
    default:
      let known = "tls, ca, ehlo, connectTimeout and timeout"
      throw MailError("smtp url", "has no option '\(option)'; there are \(known)")
    }
  }

  private static func seconds(_ value: String, _ option: String) throws(MailError) -> Duration {
    guard let seconds = Double(value), seconds > 0, seconds <= 3600 else {
      throw MailError("smtp url: \(option)", "must be seconds, above 0 and up to 3600")
    }
    return .seconds(seconds)
  }
}

/// A URL in libcurl's own reading, so that what is checked here is what libcurl will use.
private struct URLParts: ~Copyable {
  private let handle: OpaquePointer?

  init(_ url: String) throws(MailError) {
    handle = curl_url()
    let code = curl_url_set(handle, CURLUPART_URL, url, UInt32(CURLU_NON_SUPPORT_SCHEME))
    if code != CURLUE_OK {
      let problem = String(cString: curl_url_strerror(code))
      throw MailError("smtp url", problem.prefix(1).lowercased() + problem.dropFirst())
    }
  }

  deinit {
    curl_url_cleanup(handle)
  }

  subscript(part: CURLUPart) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }

  static func decoded(_ text: String) -> String {
    guard let plain = curl_easy_unescape(nil, text, 0, nil) else { return text }
    defer { curl_free(plain) }
    return String(cString: plain)
  }
}
