package import Store

/// Something of a service's own that can be looked at for damage: the chain of a ledger.
///
///     static let checks = [Check("the consent ledger") { try Ledger.flaws($0) }]
package struct Check: Sendable {
  /// What is looked at, for the report.
  let what: String
  /// What is wrong with it, one sentence each.
  let flaws: @Sendable (Transaction) throws -> [String]

  package init(_ what: String, _ flaws: @escaping @Sendable (Transaction) throws -> [String]) {
    (self.what, self.flaws) = (what, flaws)
  }
}
