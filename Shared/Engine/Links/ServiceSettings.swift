/// What every service needs to know of its installation.
package struct ServiceSettings: Sendable {
  /// Where hosted pages are reached from outside, without a slash at the end.
  package let publicURL: String
  package let secret: Secret

  /// The host of hosted pages, such as `shop.example`.
  package var host: String {
    let rest = publicURL.firstRange(of: "://").map { publicURL[$0.upperBound...] } ?? publicURL[...]
    return String(rest.prefix { $0 != "/" && $0 != ":" })
  }

  package init(publicURL: String, secret: Secret) {
    (self.publicURL, self.secret) = (publicURL, secret)
  }
}
