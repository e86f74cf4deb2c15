/// What became of one message, as far as anybody can know.
///
/// Why it exists: whether a message may be tried again depends on one question only, could the
/// server have accepted it? Each case answers that, so callers need no knowledge of SMTP.
package enum SMTPOutcome: Sendable, Hashable {
  /// The server took responsibility (a 2xx after the message's end).
  case accepted(code: Int, answer: String)

  /// Surely not accepted, and because of this message or recipient: it costs the message an attempt.
  /// `permanent` tells a 5xx from a 4xx. The code is the server's own, except where the session
  /// itself refuses in a server's words: 501 (no address), 550 5.6.7 (no SMTPUTF8 there) and
  /// 451 4.4.2 (the connection broke in the middle of the body).
  case refused(code: Int, answer: String, permanent: Bool)

  /// Surely not accepted, and because of the provider: it costs the message no attempt, but the
  /// provider a pause.
  case providerFailed(reason: String, kind: ProviderFailure)

  /// `beforeData` said no: surely not accepted, nobody's fault.
  case withdrawn

  /// The whole message was handed over and no answer came back: nobody can know (RFC 1047).
  case unknown(reason: String)

  /// What of the provider failed.
  package enum ProviderFailure: String, Sendable, Hashable {
    /// Name lookup, connecting, a closed connection, an answer that makes no sense, a 421.
    case connection
    /// The server wants a login, or refused ours, for now or for good.
    case login
    /// STARTTLS is missing, the handshake failed, or the certificate is not trusted.
    case tls
    /// Too slow, before anything of the message was handed over.
    case timeoutBeforeData
  }
}
