import Mustache

/// One page's Mustache, with the frame that all pages share around it.
///
/// Inside, `{{name}}` is a member of the page's view; `{{title}}` and `{{isCapturing}}` come from
/// the frame. Everything is escaped by ``Markup``.
struct Template: Sendable {
  private let parsed: MustacheTemplate

  /// Parses a page's body; a mistake in it is a mistake in the program.
  init(_ body: String) {
    parsed = Self.parse(
      "{{<frame}}{{$main}}{{#view}}\(body){{/view}}{{/main}}{{/frame}}")
  }

  /// The page as HTML.
  func render(_ screen: Screen) -> String {
    parsed.render(screen, library: Self.library)
  }

  private static let library = MustacheLibrary(
    templates: FieldView.drawings.merging(["frame": frame], uniquingKeysWith: { $1 })
      .mapValues(parse))

  private static func parse(_ text: String) -> MustacheTemplate {
    _ = Markup.isRegistered
    do {
      return try MustacheTemplate(string: "{{% CONTENT_TYPE:\(Markup.name)}}\(text)")
    } catch {
      preconditionFailure("a template does not parse: \(error)")
    }
  }

  private static let frame = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>{{title}}</title>
    <link rel="stylesheet" href="{{styleSheet}}">
    <link rel="icon" href="\(Icon.address)">
    </head>
    <body>
    {{#isCapturing}}<p class="ribbon">Mail is captured on this machine and sent to nobody.</p>{{/isCapturing}}
    <main>{{$main}}{{/main}}</main>
    </body>
    </html>

    """
}

/// What a template is given.
struct Screen {
  let title: String
  let isCapturing: Bool
  let styleSheet: String
  let view: any PageView
}

/// What one page shows; its stored properties are the names that its template may use.
protocol PageView: Sendable {
  static var template: Template { get }
  /// The title of the window.
  var title: String { get }
}

/// Escapes text for HTML, byte by byte.
///
/// The library's own escaping goes by `Character` and lets a quote pass that carries a combining
/// accent, which a browser still reads as a quote.
struct Markup: MustacheContentType {
  static let name = "MARKUP"
  static let isRegistered: Bool = {
    MustacheContentTypes.register(Markup(), named: name)
    return true
  }()

  func escapeText(_ text: String) -> String {
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
