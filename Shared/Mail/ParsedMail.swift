import CGMime

/// A mail as it is read: decoded headers and the two bodies.
///
/// Why it exists: captured mails are shown to people and checked by tests; both want text, not
/// encodings. It is a reader for one's own mails and simple ones of others, attachments are left out.
package struct ParsedMail: Sendable {
  /// All headers of the outermost level in order, decoded and unfolded.
  package let headers: [(name: String, value: String)]
  /// The first plain text body in UTF-8 with LF line ends.
  package let text: String?
  /// The first HTML body in UTF-8 with LF line ends.
  package let html: String?

  /// The first header of that name, in any case of letters.
  package func header(_ name: String) -> String? {
    let wanted = name.lowercased()
    return headers.first { $0.name.lowercased() == wanted }?.value
  }

  /// The decoded subject; empty without one.
  package var subject: String { header("Subject") ?? "" }
}

extension MIME {
  /// Reads a mail. Never fails: what is not a mail has no headers and no bodies.
  package static func parse(_ bytes: [UInt8]) -> ParsedMail {
    GMime.started
    let stream = GMime.stream(bytes)
    let parser = GObject(g_mime_parser_new_with_stream(stream.pointer))
    guard let parsed = g_mime_parser_construct_message(parser.pointer, nil) else {
      return ParsedMail(headers: [], text: nil, html: nil)
    }
    let message = GObject(parsed)
    let body = g_mime_message_get_mime_part(message.pointer)
    return ParsedMail(
      headers: headers(of: message.pointer),
      text: body.flatMap { find("plain", in: $0) }, html: body.flatMap { find("html", in: $0) })
  }

  private static func headers(of message: OpaquePointer) -> [(name: String, value: String)] {
    let list = g_mime_object_get_header_list(message)
    return (0..<g_mime_header_list_get_count(list)).compactMap { index in
      let header = g_mime_header_list_get_header_at(list, index)
      guard let name = g_mime_header_get_name(header) else { return nil }
      let value = g_mime_header_get_value(header).map { String(cString: $0) }
      return (String(cString: name), value ?? "")
    }
  }

  private static func find(_ subtype: String, in object: OpaquePointer) -> String? {
    if isKind(object, g_mime_multipart_get_type()) {
      for index in 0..<g_mime_multipart_get_count(object) {
        let part = g_mime_multipart_get_part(object, index)
        if let found = part.flatMap({ find(subtype, in: $0) }) { return found }
      }
      return nil
    }
    let type = g_mime_object_get_content_type(object)
    guard isKind(object, g_mime_text_part_get_type()),
      g_mime_content_type_is_type(type, "text", subtype) != 0
    else { return nil }
    return GMime.take(g_mime_text_part_get_text(object)).map {
      String(decoding: LineEnds.lf($0.utf8), as: UTF8.self)
    }
  }

  private static func isKind(_ object: OpaquePointer, _ type: GType) -> Bool {
    g_type_check_instance_is_a(object, type) != 0
  }
}
