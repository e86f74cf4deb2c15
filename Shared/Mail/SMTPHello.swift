/// What libcurl heard from the server while it connected: the last answer, and what the server can.
///
/// Why it exists: libcurl speaks the greeting, EHLO, STARTTLS and AUTH by itself and keeps the
/// answers, but whether a mail may be pipelined or hold UTF-8 addresses stands in them.
final class SMTPHello {
  private(set) var lastLine = ""
  private(set) var extensions: Set<String> = []
  private var insideHello = false

  /// Hears one line. Only EHLO and HELO are answered by 250 at this stage; the last one counts,
  /// because what was said before STARTTLS must be forgotten (RFC 3207 4.2).
  func hear(_ bytes: some Sequence<UInt8>) {
    lastLine = String(decoding: bytes.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self)
    while lastLine.last == " " { lastLine.removeLast() }
    guard lastLine.hasPrefix("250") else { return }
    if !insideHello { extensions = [] }
    insideHello = lastLine.dropFirst(3).first == "-"
    let words = lastLine.dropFirst(4).split { $0 == " " || $0 == "=" }
    if let keyword = words.first { extensions.insert(keyword.uppercased()) }
  }
}
