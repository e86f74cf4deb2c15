import CGMime
import Glibc

/// Turns mails into bytes and bytes into mails (RFC 5322, 2045–2049, 6532), with GMime 3 doing
/// the encodings.
///
/// Why it exists: one place knows how a mail looks on the wire, so that nobody else concatenates
/// headers.
///
///     let bytes = try MIME.compose(mail)
///     MIME.parse(bytes).subject
package enum MIME {
  /// Composes a mail: CRLF line ends, no line over 998 bytes, text in 7 bits, quoted-printable or
  /// base64 as fits, `multipart/alternative` when there is HTML.
  ///
  /// The same mail always gives the same bytes. Refuses control characters in any header value,
  /// headers that it writes itself, and addresses that cannot be one.
  package static func compose(_ mail: OutgoingMail) throws(MailError) -> [UInt8] {
    GMime.started
    var head = HeaderBlock()
    try head.add("From", mailbox: mail.from, field: "from")
    if let replyTo = mail.replyTo {
      try head.add("Reply-To", mailbox: replyTo, field: "replyTo")
    }
    try head.add("To", mailbox: mail.to, field: "to")
    try head.add("Subject", text: mail.subject, field: "subject")
    try head.add("Date", raw: date(mail.date), field: "date")
    try Address.check(messageID: mail.messageID)
    try head.add("Message-ID", raw: "<\(mail.messageID)>", field: "messageID")
    for (name, value) in mail.headers {
      try check(headerName: name)
      try head.add(name, text: value, field: "header \(name)")
    }
    try head.add("MIME-Version", raw: "1.0", field: "MIME-Version")
    return try head.bytes + body(mail)
  }

  private static func date(_ milliseconds: Int64) throws(MailError) -> String {
    // Rounds down also before 1970.
    let seconds = Int((milliseconds - (milliseconds % 1000 + 1000) % 1000) / 1000)
    guard let date = g_date_time_new_from_unix_utc(seconds) else {
      throw MailError("date", "lies outside the calendar")
    }
    defer { g_date_time_unref(date) }
    return GMime.take(g_mime_utils_header_format_date(date)) ?? ""
  }

  private static func check(headerName name: String) throws(MailError) {
    let isName = !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }
    guard isName, name.utf8.count <= 64 else {
      throw MailError("header", "a name is 1 to 64 visible ASCII characters without a colon")
    }
    let lower = name.lowercased()
    if composed.contains(lower) || lower.hasPrefix("content-") {
      throw MailError("header \(name)", "is written by the composer and cannot be set")
    }
  }

  private static let composed: Set<String> = [
    "from", "reply-to", "to", "subject", "date", "message-id", "mime-version",
  ]

  private static func body(_ mail: OutgoingMail) throws(MailError) -> [UInt8] {
    let text = try part("plain", mail.text, field: "text", insideMultipart: mail.html != nil)
    guard let html = mail.html else { return bytes(of: text.pointer) }
    let page = try part("html", html, field: "html", insideMultipart: true)
    let both = GObject(g_mime_multipart_new_with_subtype("alternative"))
    g_mime_multipart_set_boundary(both.pointer, boundary(for: mail.messageID))
    g_mime_multipart_add(both.pointer, text.pointer)
    g_mime_multipart_add(both.pointer, page.pointer)
    return bytes(of: both.pointer)
  }

  private static func part(
    _ subtype: String, _ content: String, field: String, insideMultipart: Bool
  ) throws(MailError) -> GObject {
    if content.utf8.contains(0) { throw MailError(field, "must not hold a NUL character") }
    let part = GObject(g_mime_text_part_new_with_subtype(subtype))
    g_mime_text_part_set_charset(part.pointer, "utf-8")
    fill(part.pointer, LineEnds.lf(content.utf8))
    var encoding = g_mime_part_get_best_content_encoding(
      part.pointer, GMIME_ENCODING_CONSTRAINT_7BIT)
    if encoding == GMIME_CONTENT_ENCODING_BASE64 {
      // Here nothing turns LF into CRLF on the way out (RFC 2045 6.8).
      fill(part.pointer, LineEnds.crlf(content.utf8))
    } else if insideMultipart {
      // Neither base64 nor quoted-printable can hold "=_", with which boundaries begin (RFC 2045
      // 6.7): plain 7 bits would allow a text that ends its own part.
      encoding = GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
    }
    g_mime_part_set_content_encoding(part.pointer, encoding)
    return part
  }

  private static func fill(_ part: OpaquePointer, _ content: [UInt8]) {
    let stream = GMime.stream(content)
    let wrapper = GObject(
      g_mime_data_wrapper_new_with_stream(stream.pointer, GMIME_CONTENT_ENCODING_DEFAULT))
    g_mime_part_set_content(part, wrapper.pointer)
  }

  /// FNV-1a over the message id, twice with different starts: the same mail, the same boundary.
  private static func boundary(for messageID: String) -> String {
    let halves = [0xCBF2_9CE4_8422_2325, 0x8422_2325_CBF2_9CE4].map { (start: UInt64) in
      let hash = messageID.utf8.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
      return String(hash, radix: 36)
    }
    return "=_" + halves.joined(separator: "_")
  }

  private static func bytes(of object: OpaquePointer) -> [UInt8] {
    let options = g_mime_format_options_new()
    defer { g_mime_format_options_free(options) }
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS)
    guard let text = g_mime_object_to_string(object, options) else { return [] }
    defer { g_free(text) }
    var bytes = Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    if bytes.last != 0x0A { bytes += [0x0D, 0x0A] }
    return bytes
  }
}
