import Engine
import Models
import Passwords
import Store
import Wire

/// Passwords and codes, checked.
///
/// Whoever asks learns only whether they are in: an unknown address, an account without a password
/// and a wrong password take the same way and the same time. What was refused is counted, so it is an
/// answer and not an error: an error would take the count back.
enum SigningIn {
  static let answers: [Answers] = [
    .command(TicketsAPI.SignIn.self, preparing: prepare, signIn).confidential
  ]

  /// What is ready before the loop takes over.
  struct Prepared: Sendable {
    /// The hash that the password was held against; the loop sees whether it is still the account's.
    let hash: PasswordHash?
    let isRight: Bool
  }

  private static func prepare(
    _ params: TicketsAPI.SignIn.Params, _ snapshot: QueryContext
  ) throws -> Prepared {
    let attempts = Attempts(account: params.email, address: params.address)
    guard try attempts.blockedUntil(now: snapshot.now, snapshot.tx) == nil,
      params.password.utf8.count <= PasswordRule.longest
    else { return Prepared(hash: nil, isRight: false) }
    let staff = try StaffList.find(params.email, snapshot.tx)
    let kept = try staff.flatMap { try Credentials.find($0.id, snapshot.tx)?.password }
    let isRight = (kept ?? .decoy).matches(params.password)
    return Prepared(hash: kept, isRight: isRight && kept != nil)
  }

  private static func signIn(
    _ params: TicketsAPI.SignIn.Params, _ prepared: Prepared, _ context: Context
  ) throws -> TicketsAPI.SignIn.Result {
    let attempts = Attempts(account: params.email, address: params.address)
    // Asked again: others may have been wrong while this one was prepared.
    if let until = try attempts.blockedUntil(now: context.now, context.tx) {
      return .init(outcome: .throttled, retryAfterMs: until - context.now)
    }
    let staff = try StaffList.find(params.email, context.tx)
    guard let staff, staff.account == .active, prepared.isRight,
      let credentials = try Credentials.find(staff.id, context.tx),
      credentials.password == prepared.hash
    else { return try refuse(attempts, staff, params.address, context) }
    if credentials.wantsCode {
      guard let code = params.code else { return .init(outcome: .codeWanted) }
      guard try SecondFactors.takes(code, of: credentials, context) else {
        return try refuse(attempts, staff, params.address, context)
      }
    }
    try attempts.succeeded(context.tx)
    let (token, session) = try Sessions.begin(staff, from: params.address, context)
    return .init(outcome: .accepted, token: token, session: session)
  }

  private static func refuse(
    _ attempts: Attempts, _ staff: Staff?, _ address: String?, _ context: Context
  ) throws -> TicketsAPI.SignIn.Result {
    let failures = try attempts.failed(context)
    if let staff {
      try context.emit(
        TicketsEvents.SignInRefused(staff: staff.id, address: address, failures: failures),
        subject: staff.id.wire)
    }
    return .init(outcome: .refused)
  }
}
