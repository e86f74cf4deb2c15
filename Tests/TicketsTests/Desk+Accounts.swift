import Engine
import Models
import Store
import TestSupport
import Testing
import TicketsService
import Wire

/// What people with accounts do at the desk.
extension Desk {
  var eve: EmailAddress {
    get throws { try EmailAddress(wire: "eve@shop.example") }
  }

  func invite(_ email: String, roles: [StaffRole], queues: [Slug]? = nil) throws -> Staff {
    try town.call(
      TicketsAPI.InviteStaff.self,
      .init(
        email: try EmailAddress(wire: email), name: "Eve", roles: roles, queues: queues))
  }

  /// The token of the last link that was mailed, as notifications mints it.
  func linkToken(_ purpose: LinkPurpose) throws -> String {
    let links = try town.events(TicketsEvents.MessageRequested.self).compactMap {
      $0.message.links?.first { $0.purpose == purpose }
    }
    let link = try #require(links.last)
    return try ServiceSettings.test.secret.mint(
      purpose: purpose.rawValue, LinkClaim(subject: link.subject, expiresAt: link.expiresAt))
  }

  @discardableResult
  func accept(_ token: String) throws -> TicketsAPI.AccountName {
    try town.call(
      TicketsAPI.AcceptInvitation.self, .init(token: token, password: AccountTests.password),
      as: .shop)
  }

  /// Invites somebody who accepts.
  func hire(_ email: String, roles: [StaffRole], queues: [Slug]? = nil) throws -> StaffID {
    _ = try invite(email, roles: roles, queues: queues)
    return try accept(try linkToken(.accept)).id
  }

  func signIn(
    _ email: String, _ password: String = AccountTests.password, code: String? = nil,
    from address: String? = nil
  ) throws -> TicketsAPI.SignIn.Result {
    try town.call(
      TicketsAPI.SignIn.self,
      .init(
        email: try EmailAddress(wire: email), password: password, code: code, address: address),
      as: .shop)
  }

  func session(_ email: String) throws -> String {
    try #require(try signIn(email).token)
  }

  func isOver(_ token: String) throws -> Bool {
    try town.refusal(TicketsAPI.GetSession.self, .init(token: token))?.kind == .unauthenticated
  }

  func requestReset(_ email: String) throws {
    _ = try town.call(
      TicketsAPI.RequestReset.self, .init(email: try EmailAddress(wire: email)), as: .shop)
  }

  /// What an authenticator with this secret shows now.
  func code(_ factor: TicketsAPI.EnrolSecondFactor.Result) -> String {
    let secret = Desk.decode(factor.secret)
    return OneTimeCode.code(
      secret, counter: UInt64(town.clock.now().milliseconds / OneTimeCode.step))
  }

  func confirm(
    _ factor: TicketsAPI.EnrolSecondFactor.Result, _ session: String
  ) throws -> [String] {
    try town.call(
      TicketsAPI.ConfirmSecondFactor.self, .init(token: session, code: code(factor)), as: .shop
    ).recoveryCodes
  }

  func remove(_ code: String, _ session: String) throws -> TicketsAPI.RemoveSecondFactor.Result {
    try town.call(
      TicketsAPI.RemoveSecondFactor.self, .init(token: session, code: code), as: .shop)
  }

  /// Base32, as an authenticator reads it.
  private static func decode(_ text: String) -> [UInt8] {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var bits: [Int] = []
    for letter in text {
      let value = letters.firstIndex(of: letter) ?? 0
      bits += (0..<5).map { value >> (4 - $0) & 1 }
    }
    return stride(from: 0, to: bits.count - 7, by: 8).map { start in
      UInt8(bits[start..<start + 8].reduce(0) { $0 << 1 | $1 })
    }
  }
}
