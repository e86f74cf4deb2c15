/// A person's or a role's place in a mail: `Ada Lovelace <ada@example.org>`.
package struct Mailbox: Sendable, Hashable {
  /// What mail programs show; encoded by RFC 2047 where it needs to be.
  package var name: String?
  /// The bare address, `local@domain`; may hold any language (RFC 6531).
  package var address: String

  /// Joins a display name and an address; both are checked when the mail is composed.
  package init(name: String? = nil, address: String) {
    self.name = name
    self.address = address
  }
}

/// Everything one mail consists of before it becomes bytes.
///
/// Why it exists: the sender's side thinks in names, subjects and bodies; `MIME.compose` alone knows
/// line lengths, encodings and boundaries. The same value always composes to the same bytes, so a
/// mail that is tried again is the same mail.
package struct OutgoingMail: Sendable {
  /// Who writes.
  package var from: Mailbox
  /// Who reads; one, because every recipient gets a message of their own.
  package var to: Mailbox
  /// Where answers go when not to `from`.
  package var replyTo: Mailbox?
  /// The subject line, in plain text of any language.
  package var subject: String
  /// The body as plain text. Line ends may be LF or CRLF.
  package var text: String
  /// The same body as HTML; with it the mail becomes `multipart/alternative`.
  package var html: String?
  /// `unique@domain` without angle brackets; stable over retries, so that a receiver can notice a
  /// repeat (RFC 5322 3.6.4).
  package var messageID: String
  /// Milliseconds since 1970; the header carries seconds, in UTC.
  package var date: Int64
  /// Further headers in order, such as `List-Unsubscribe`, `Auto-Submitted` or `References`. Those
  /// that the composer writes itself are refused.
  package var headers: [(String, String)]

  /// Gathers the parts; nothing is checked before `MIME.compose`.
  package init(
    from: Mailbox, to: Mailbox, replyTo: Mailbox? = nil, subject: String, text: String,
    html: String? = nil, messageID: String, date: Int64, headers: [(String, String)] = []
  ) {
    self.from = from
    self.to = to
    self.replyTo = replyTo
    self.subject = subject
    self.text = text
    self.html = html
    self.messageID = messageID
    self.date = date
    self.headers = headers
  }

  /// Whether the composed mail has headers beyond ASCII (RFC 6532), so that only servers with
  /// SMTPUTF8 can take it: the local part of an address is not ASCII. International domains alone
  /// do not need it, they are written in their ASCII form. `SMTPSession` finds out by itself.
  package var needsSMTPUTF8: Bool {
    [from, to, replyTo].contains { mailbox in
      guard let mailbox else { return false }
      return !mailbox.address.prefix { $0 != "@" }.utf8.allSatisfy { $0 < 0x80 }
    }
  }
}
