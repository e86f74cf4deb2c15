/// What every service needs to know of its installation.
package struct ServiceSettings: Sendable {
  /// Where hosted pages are reached from outside, without a slash at the end.
  package let publicURL: String
  package let secret: Secret

  package init(publicURL: String, secret: Secret) {
    (self.publicURL, self.secret) = (publicURL, secret)
  }
}
