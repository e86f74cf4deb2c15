/// Where a request really comes from.
package struct Visitor: Sendable, Hashable {
  /// The address of the visitor, as far as it can be believed.
  package var address: String?
  /// `http` or `https`, as the visitor sees it.
  package var scheme = "http"
  /// From a program on this machine, and handed on by nobody.
  package var isLocal = false
  /// From this machine or a private network, and handed on by nobody.
  package var isNearby = false

  package init(address: String? = nil, isLocal: Bool = false) {
    (self.address, self.isLocal) = (address, isLocal)
  }

  init(address: String?, scheme: String = "http", isLocal: Bool, isNearby: Bool) {
    (self.address, self.scheme) = (address, scheme)
    (self.isLocal, self.isNearby) = (isLocal, isNearby)
  }
}

/// The proxies whose word about a request's origin counts.
///
/// `X-Forwarded-For` is what anybody cares to write, but for the entries that our own proxies
/// appended. It is read from its end: while an entry is a trusted proxy's, the one before it was
/// written by that proxy.
package struct TrustedProxies: Sendable {
  private let ranges: [AddressRange]

  /// Nobody is trusted.
  package init() {
    ranges = []
  }

  /// A list such as `10.0.0.0/8, 192.168.1.5`.
  package init(_ list: String) throws(ConfigurationFault) {
    var ranges: [AddressRange] = []
    for part in list.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
      guard let range = AddressRange(String(part)) else {
        throw ConfigurationFault(
          "RAPPORT_TRUSTED_PROXIES names \(part), which is no address and no block like 10.0.0.0/8."
        )
      }
      ranges.append(range)
    }
    self.ranges = ranges
  }

  /// Who sent a request.
  ///
  /// - Parameters:
  ///   - peer: the other end of the connection.
  ///   - forwardedFor: the values of `X-Forwarded-For`, in order.
  ///   - forwardedProto: the value of `X-Forwarded-Proto`.
  ///   - isForwarded: whether any header says that somebody handed the request on.
  package func visitor(
    peer: String?, forwardedFor: [String], forwardedProto: String?, isForwarded: Bool
  ) -> Visitor {
    guard let peer, let address = IPAddress(peer) else { return Visitor() }
    guard trust(address) else {
      return Visitor(
        address: peer, isLocal: !isForwarded && address.isLoopback,
        isNearby: !isForwarded && address.isNearby)
    }
    let scheme = forwardedProto?.lowercased() == "https" ? "https" : "http"
    return Visitor(
      address: origin(of: peer, forwardedFor), scheme: scheme,
      isLocal: !isForwarded && address.isLoopback, isNearby: !isForwarded)
  }

  private func origin(of peer: String, _ forwardedFor: [String]) -> String {
    var origin = peer
    let entries = forwardedFor.flatMap { $0.split(separator: ",") }
    for entry in entries.reversed() {
      let text = Self.bare(entry)
      guard let address = IPAddress(text) else { return origin }
      origin = text
      guard trust(address) else { return origin }
    }
    return origin
  }

  func trust(_ address: IPAddress) -> Bool {
    ranges.contains { $0.contains(address) }
  }

  /// An entry without blanks, brackets and port; some proxies write them.
  private static func bare(_ entry: Substring) -> String {
    let text = entry.filter { !$0.isWhitespace }
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      return String(text[text.index(after: text.startIndex)..<end])
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 ? String(parts[0]) : text
  }
}
