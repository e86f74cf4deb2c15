/// Links of HTML mail as they are followed: found in order, and replaced by a detour.
///
/// Only `http` and `https` links of `<a href>` count. Links of our own are marks while a body is
/// stored, so that confirming, unsubscribing and answering are never tracked.
enum HTMLLinks {
  /// The links, in order, as a browser would follow them.
  static func all(in html: String) -> [String] {
    places(in: html).map { unescaped(html[$0]) }
  }

  /// The mail with each link replaced by what `detour` says for its place.
  static func replaced(in html: String, by detour: (Int) throws -> String) rethrows -> String {
    var result = ""
    var rest = html.startIndex
    for (number, place) in places(in: html).enumerated() {
      result += html[rest..<place.lowerBound]
      result += try detour(number)
      rest = place.upperBound
    }
    return result + html[rest...]
  }

  /// With a picture of no size at the end of the body.
  static func withPixel(_ url: String, in html: String) -> String {
    let pixel = #"<img src="\#(url)" width="1" height="1" alt="">"#
    guard let end = html.ranges(of: "</body>").last?.lowerBound else { return html + pixel }
    return html[..<end] + pixel + html[end...]
  }

  private static func places(in html: String) -> [Range<String.Index>] {
    var places: [Range<String.Index>] = []
    var rest = html[...]
    while let open = rest.firstIndex(of: "<") {
      let inside = rest[rest.index(after: open)...]
      guard let close = inside.firstIndex(of: ">") else { break }
      let tag = inside[..<close]
      if tag.first == "a" || tag.first == "A", tag.dropFirst().first?.isWhitespace == true,
        let place = href(in: tag)
      {
        places.append(place)
      }
      rest = html[html.index(after: close)...]
    }
    return places
  }

  private static func href(in tag: Substring) -> Range<String.Index>? {
    for name in [" href=", " HREF=", "\nhref=", "\thref="] {
      guard let start = tag.firstRange(of: name)?.upperBound, start < tag.endIndex else { continue }
      let quote = tag[start]
      guard quote == "\"" || quote == "'" else { continue }
      let begin = tag.index(after: start)
      guard let end = tag[begin...].firstIndex(of: quote) else { continue }
      let url = tag[begin..<end].lowercased()
      return url.hasPrefix("http://") || url.hasPrefix("https://") ? begin..<end : nil
    }
    return nil
  }

  private static func unescaped(_ text: Substring) -> String {
    String(text).replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing(
      "&lt;", with: "<"
    )
    .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
  }
}
