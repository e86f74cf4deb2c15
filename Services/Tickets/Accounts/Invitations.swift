import Engine
import Models
import Passwords
import Store
import Wire

/// How somebody becomes a member of staff, and how they come back to a forgotten password.
struct Invitations: Sendable {
  private let links: StaffLinks

  private static let invitationHolds = Period.days(7)
  private static let resetHolds = Period.hours(1)
  /// So often a mail with a new password's link goes to one account.
  private static let resetPause = Period.minutes(5)

  init(links: StaffLinks) {
    self.links = links
  }

  var answers: [Answers] {
    [
      .command(TicketsAPI.InviteStaff.self, invite),
      .query(TicketsAPI.GetStaffLink.self, show),
      .command(TicketsAPI.AcceptInvitation.self, preparing: prepareAccept, accept).confidential,
      .command(TicketsAPI.RequestReset.self, requestReset).confidential,
      .command(TicketsAPI.ResetPassword.self, preparing: prepareReset, reset).confidential,
    ]
  }

  @Sendable private func invite(
    _ params: TicketsAPI.InviteStaff.Params, _ context: Context
  ) throws -> Staff {
    var staff = try StaffList.put(
      .init(
        name: params.name, email: params.email, roles: params.roles, queues: params.queues), context
    )
    guard staff.account != .active else {
      throw ServiceError.conflict("\(staff.email) has an account already")
    }
    try StaffList.mark(&staff, .invited, context.tx)
    let end = context.now + Self.invitationHolds
    try StaffLetters.write(
      "system.invitation", to: staff,
      link: try StaffLinks.make(.accept, for: staff.id, until: end, context), until: end,
      language: params.language, context)
    try context.emit(
      TicketsEvents.StaffInvited(
        staff: staff.id, name: staff.name, roles: staff.roles, expiresAt: end),
      subject: staff.id.wire)
    return staff
  }

  @Sendable private func show(
    _ params: TicketsAPI.GetStaffLink.Params, _ context: QueryContext
  ) throws -> TicketsAPI.AccountName {
    let link = try links.open(params.token, params.purpose, now: context.now, context.tx)
    guard !link.isUsed else { throw Self.isUsed }
    return try StaffList.get(link.staff, context.tx).accountName
  }

  /// What is ready before the loop takes over: the hash, which takes its time.
  struct Prepared: Sendable {
    let hash: PasswordHash
    /// The link did this already, with the same password: the answer was lost and is asked again.
    let isRepeat: Bool
  }

  @Sendable private func prepareAccept(
    _ params: TicketsAPI.NewPassword, _ snapshot: QueryContext
  ) throws -> Prepared {
    try prepare(params, .accept, snapshot)
  }

  @Sendable private func prepareReset(
    _ params: TicketsAPI.NewPassword, _ snapshot: QueryContext
  ) throws -> Prepared {
    try prepare(params, .reset, snapshot)
  }

  private func prepare(
    _ params: TicketsAPI.NewPassword, _ purpose: LinkPurpose, _ snapshot: QueryContext
  ) throws -> Prepared {
    let link = try links.open(params.token, purpose, now: snapshot.now, snapshot.tx)
    try PasswordRule.check(params.password)
    if link.isUsed {
      let kept = try Credentials.find(link.staff, snapshot.tx)?.password
      guard let kept, kept.matches(params.password) else { throw Self.isUsed }
      return Prepared(hash: kept, isRepeat: true)
    }
    return Prepared(hash: PasswordHash(of: params.password), isRepeat: false)
  }

  private static let isUsed = ServiceError.rejected("This link was used already.")

  @Sendable private func accept(
    _ params: TicketsAPI.NewPassword, _ prepared: Prepared, _ context: Context
  ) throws -> TicketsAPI.AccountName {
    var staff = try take(params.token, .accept, prepared, context)
    guard !prepared.isRepeat else { return staff.accountName }
    // An invitation begins anew: what an earlier account had is gone.
    try Credentials.delete(staff.id, context.tx)
    try Credentials(
      staff: staff.id, password: prepared.hash, secondFactor: nil, isConfirmed: false, lastStep: 0
    ).save(context.tx)
    try StaffList.mark(&staff, .active, context.tx)
    try context.emit(TicketsEvents.StaffJoined(staff: staff.id), subject: staff.id.wire)
    return staff.accountName
  }

  /// Whose link it is; it is of no use afterwards.
  private func take(
    _ token: String, _ purpose: LinkPurpose, _ prepared: Prepared, _ context: Context
  ) throws -> Staff {
    let link = try links.open(token, purpose, now: context.now, context.tx)
    guard link.isUsed == prepared.isRepeat else { throw Self.isUsed }
    guard let staff = try StaffList.find(link.staff, context.tx) else {
      throw ServiceError.rejected("This link is no longer valid.")
    }
    try StaffLinks.use(link, context.tx)
    return staff
  }

  @Sendable private func requestReset(
    _ params: TicketsAPI.RequestReset.Params, _ context: Context
  ) throws -> TicketsAPI.Nothing {
    let lately = Timestamp(
      milliseconds: context.now.milliseconds - Self.resetPause.milliseconds)
    guard let staff = try StaffList.find(params.email, context.tx), staff.account == .active,
      try !StaffLinks.isRecent(.reset, for: staff.id, since: lately, context.tx)
    else { return .init() }
    let end = context.now + Self.resetHolds
    try StaffLetters.write(
      "system.password", to: staff,
      link: try StaffLinks.make(.reset, for: staff.id, until: end, context), until: end,
      language: params.language, context)
    return .init()
  }

  @Sendable private func reset(
    _ params: TicketsAPI.NewPassword, _ prepared: Prepared, _ context: Context
  ) throws -> TicketsAPI.AccountName {
    let staff = try take(params.token, .reset, prepared, context)
    guard !prepared.isRepeat else { return staff.accountName }
    guard staff.account == .active, var credentials = try Credentials.find(staff.id, context.tx)
    else { throw ServiceError.rejected("This link is no longer valid.") }
    credentials.password = prepared.hash
    try credentials.save(context.tx)
    try Sessions.endAll(of: staff.id, because: .passwordReset, context)
    try Attempts(account: staff.email, address: nil).succeeded(context.tx)
    try context.emit(
      TicketsEvents.CredentialChanged(staff: staff.id, what: .passwordReset),
      subject: staff.id.wire)
    return staff.accountName
  }
}

extension Staff {
  var accountName: TicketsAPI.AccountName { .init(id: id, name: name, email: email) }
}
