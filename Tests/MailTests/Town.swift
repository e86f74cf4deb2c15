import Mail

/// The mail that everybody in these tests writes.
func mail(
  from: Mailbox = Mailbox(name: "Ada Lovelace", address: "ada@example.org"),
  to: Mailbox = Mailbox(name: "Grace Hopper", address: "grace@example.org"),
  replyTo: Mailbox? = nil, subject: String = "Hello", text: String = "Good morning.\n",
  html: String? = nil, messageID: String = "mail.1@example.org",
  headers: [(String, String)] = []
) -> OutgoingMail {
  OutgoingMail(
    from: from, to: to, replyTo: replyTo, subject: subject, text: text, html: html,
    messageID: messageID, date: 1_767_323_045_678, headers: headers)
}

/// The composed mail as text; every mail in these tests is UTF-8.
func composed(_ mail: OutgoingMail) throws -> String {
  String(decoding: try MIME.compose(mail), as: UTF8.self)
}

extension SMTPSession {
  /// Sends from Ada; the usual mail, unless another is given.
  func send(to address: String, _ message: [UInt8]? = nil) -> SMTPOutcome {
    guard let message = message ?? (try? MIME.compose(mail())) else { return .withdrawn }
    return send(from: "ada@example.org", to: [address], message: message)
  }
}

extension SMTPOutcome {
  var isAccepted: Bool {
    if case .accepted(250, _) = self { true } else { false }
  }
}
