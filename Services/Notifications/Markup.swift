import Mustache

/// Escapes text for HTML, byte by byte.
///
/// The library's own escaping goes by `Character` and lets a quote pass that carries a combining
/// accent, which a mail program still reads as a quote. This one stands under the library's name, so
/// that a template that asks for `HTML` itself gets no other.
struct Markup: MustacheContentType {
  static let name = "HTML"
  static let isRegistered: Bool = {
    MustacheContentTypes.register(Markup(), named: name)
    return true
  }()

  func escapeText(_ text: String) -> String {
    Self.escaped(text)
  }

  static func escaped(_ text: String) -> String {
    var escaped: [UInt8] = []
    escaped.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "<"): escaped += "&lt;".utf8
      case UInt8(ascii: ">"): escaped += "&gt;".utf8
      case UInt8(ascii: "&"): escaped += "&amp;".utf8
      case UInt8(ascii: "\""): escaped += "&quot;".utf8
      case UInt8(ascii: "'"): escaped += "&#39;".utf8
      default: escaped.append(byte)
      }
    }
    return String(decoding: escaped, as: UTF8.self)
  }
}
