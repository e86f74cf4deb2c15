import Engine
import Mail
import Models
import Wire

/// From a message as it is kept to the mail as it leaves: links become real, headers say what kind
/// of mail it is.
struct Composition: Sendable {
  let links: Links

  /// - Throws: `MailError` for what cannot be a mail.
  func compose(_ letter: Letter, from sender: Sender, _ tracking: Tracking) throws -> Parcel {
    guard let address = letter.address else {
      throw Unwritable("no email address of the recipient is known")
    }
    let body = try body(of: letter, tracking)
    let mail = OutgoingMail(
      from: Mailbox(name: sender.name, address: sender.address.wire),
      to: Mailbox(name: letter.request.recipient.name?.asOneLine, address: address),
      replyTo: sender.replyTo.map { Mailbox(name: sender.name, address: $0.wire) },
      subject: body.subject, text: body.text, html: body.html, messageID: messageID(of: letter),
      // The time of the request: a mail that is tried again is the same mail.
      date: letter.created.milliseconds, headers: try headers(of: letter))
    return Parcel(from: sender.address.wire, to: address, mail: try MIME.compose(mail))
  }

  /// What a message says as it leaves.
  func body(of letter: Letter, _ tracking: Tracking) throws -> MessageBody {
    guard let written = letter.body else { throw Unwritable("the message is not written yet") }
    return MessageBody(
      subject: try Rendering.fill(written.subject) { try links.url($0, of: letter) },
      text: try Rendering.fill(written.text) { try links.url($0, of: letter) },
      html: try written.html.map { try finished($0, letter, tracking) })
  }

  private func finished(_ html: String, _ letter: Letter, _ tracking: Tracking) throws -> String {
    var html = html
    if letter.isTracked(tracking) {
      html = try HTMLLinks.replaced(in: html) { try links.detour($0, of: letter.id) }
      html = HTMLLinks.withPixel(try links.pixel(of: letter.id), in: html)
    }
    return try Rendering.fill(html) { try links.url($0, of: letter).map(Markup.escaped) }
  }

  private func messageID(of letter: Letter) -> String {
    "\(letter.id.wire)@\(links.host)"
  }

  private func headers(of letter: Letter) throws -> [(String, String)] {
    var headers: [(String, String)] = []
    // Random digits: they tell nobody but us what the mail belongs to (rapport trace).
    if let trace = letter.origin.trace { headers.append(("X-Traceparent", trace)) }
    if let oneClick = try links.oneClick(for: letter) {
      headers.append(("List-Unsubscribe", "<\(oneClick)>"))
      headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
      if let topic = letter.topic { headers.append(("List-Id", "<\(topic).\(links.host)>")) }
    }
    if letter.request.automatic == true {
      // RFC 3834: nobody's own automaton shall answer ours.
      let kind = letter.request.ticket == nil ? "auto-generated" : "auto-replied"
      headers.append(("Auto-Submitted", kind))
      headers.append(("X-Auto-Response-Suppress", "All"))
    }
    if let ticket = letter.request.ticket {
      // All mails of a ticket hang on one root, which need not exist as a mail (RFC 5322 3.6.4).
      let root = "<\(ticket.wire)@\(links.host)>"
      headers.append(("In-Reply-To", root))
      headers.append(("References", root))
    }
    return headers
  }
}

extension MessageBody {
  /// A message's words with the names of its links.
  init(naming body: WrittenBody) {
    self.init(
      subject: Rendering.fill(body.subject) { "{{links.\($0)}}" },
      text: Rendering.fill(body.text) { "{{links.\($0)}}" },
      html: body.html.map { html in Rendering.fill(html) { "{{links.\($0)}}" } })
  }
}

extension Letter {
  /// Opens and clicks are looked at in marketing alone, and there as the topic allows.
  func isTracked(_ tracking: Tracking) -> Bool {
    request.class == .marketing && (tracking == .aggregate || tracking == .individual)
  }
}
