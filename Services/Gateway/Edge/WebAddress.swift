/// Addresses that may become a link or a redirect.
package enum WebAddress {
  /// Whether a text is an absolute `http` or `https` address with a host, and nothing that a header
  /// or another scheme could hide in.
  package static func isWeb(_ text: String) -> Bool {
    let rest: Substring
    if text.hasPrefix("https://") {
      rest = text.dropFirst("https://".count)
    } else if text.hasPrefix("http://") {
      rest = text.dropFirst("http://".count)
    } else {
      return false
    }
    guard let first = rest.unicodeScalars.first, !"/?#:@".unicodeScalars.contains(first) else {
      return false
    }
    return text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F && $0 != "\\" }
  }

  /// The host of an authority such as `localhost:8080` or `[::1]:8080`, in lower case.
  package static func host(of authority: String) -> String {
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
      return authority[authority.index(after: authority.startIndex)..<end].lowercased()
    }
    return authority.prefix { $0 != ":" }.lowercased()
  }

  /// The host of an address that ``isWeb(_:)``.
  package static func hostOfURL(_ url: String) -> String {
    let rest = url.drop { $0 != ":" }.dropFirst("://".count)
    return host(of: String(rest.prefix { $0 != "/" }))
  }
}

extension String {
  /// Fit to stand as a value in an address (RFC 3986, unreserved characters).
  var inQuery: String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    return utf8.reduce(into: "") { text, byte in
      if plain.contains(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
  }
}
