/// Where mail is handed over and how: server, login, encryption, patience.
///
/// Why it exists: operators write one URL, and every part that is wrong gets its own sentence.
///
///     try SMTPSettings(url: "smtp://user:p%40ss@mail.example.org:587?tls=required&ca=/etc/ca.pem")
///     try SMTPSettings(url: "smtps://user:secret@mail.example.org")
///
/// Printing it in any way hides the password.
package struct SMTPSettings: Sendable {
  /// When the line is encrypted.
  package enum Security: String, Sendable, CaseIterable {
    /// Never.
    case off
    /// By STARTTLS if the server offers it; its certificate is only checked against a given `ca`.
    case opportunistic
    /// By STARTTLS or not at all, with a certificate that fits the host. The default with a login.
    case required
    /// From the first byte (`smtps`, RFC 8314), with a certificate that fits the host.
    case implicit
  }

  /// Name and password for AUTH; libcurl takes the strongest mechanism both sides know.
  package struct Login: Sendable {
    /// The user's name, percent-decoded.
    package var user: String
    /// The password, percent-decoded.
    package var password: String

    /// Keeps both.
    package init(user: String, password: String) {
      self.user = user
      self.password = password
    }
  }

  /// The server's name or address.
  package var host: String
  /// 465 for `smtps`, else 587 with a login and 25 without, unless given.
  package var port: Int
  /// When the line is encrypted.
  package var security: Security
  /// Who logs in, if anybody.
  package var login: Login?
  /// A PEM file of the authorities to trust instead of the system's.
  package var authority: String?
  /// The name to greet with (EHLO); the host's own if nil.
  package var helloName: String?
  /// Limit for everything up to the login.
  package var connectTimeout: Duration
  /// Limit for one message, from MAIL to the last answer. Servers may take minutes to answer the
  /// final dot (RFC 5321 4.5.3.2.6), and giving up then means `unknown`: do not be stingy.
  package var timeout: Duration

  /// Names a server directly, for code; operators use the URL.
  package init(
    host: String, port: Int, security: Security, login: Login? = nil, authority: String? = nil,
    helloName: String? = nil, connectTimeout: Duration = .seconds(20),
    timeout: Duration = .seconds(300)
  ) {
    self.host = host
    self.port = port
    self.security = security
    self.login = login
    self.authority = authority
    self.helloName = helloName
    self.connectTimeout = connectTimeout
    self.timeout = timeout
  }

  /// `host:port`, as error messages name the server.
  var place: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// The address in libcurl's form, whose path is the name for EHLO.
  var curlURL: String {
    let scheme = security == .implicit ? "smtps" : "smtp"
    return "\(scheme)://\(place)" + (helloName.map { "/\($0)" } ?? "")
  }
}

extension SMTPSettings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The URL again, with dots for the password.
  package var description: String {
    let scheme = security == .implicit ? "smtps" : "smtp"
    let user = login.map { "\($0.user):•••@" } ?? ""
    let options = security == .implicit ? "" : "?tls=\(security.rawValue)"
    return "\(scheme)://\(user)\(place)\(options)"
  }

  /// The same as `description`.
  package var debugDescription: String { description }

  /// Shows only the description, so that `dump` cannot show the password.
  package var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}

extension SMTPSettings.Login: CustomStringConvertible, CustomReflectable {
  /// The user's name alone.
  package var description: String { "\(user):•••" }

  /// Shows only the description.
  package var customMirror: Mirror { Mirror(self, children: ["login": description]) }
}
