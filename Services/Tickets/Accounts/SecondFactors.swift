import Crypto
import Engine
import Models
import Store
import Wire

/// The second factor: an authenticator's codes, and a few codes on paper for when it is lost.
struct SecondFactors: Sendable {
  /// Who the accounts are with, as an authenticator shows it.
  let issuer: String

  private static let secretLength = 20
  private static let recoveryCodes = 10

  var answers: [Answers] {
    [
      .command(TicketsAPI.EnrolSecondFactor.self, enrol).confidential,
      .command(TicketsAPI.ConfirmSecondFactor.self, Self.confirm).confidential,
      .command(TicketsAPI.RemoveSecondFactor.self, Self.remove).confidential,
    ]
  }

  @Sendable private func enrol(
    _ params: TicketsAPI.SessionToken, _ context: Context
  ) throws -> TicketsAPI.EnrolSecondFactor.Result {
    let (staff, before) = try Self.find(params.token, context)
    guard !before.wantsCode else {
      throw ServiceError.conflict("this account has a second factor; remove it first")
    }
    var credentials = before
    let secret = context.randomBytes(Self.secretLength)
    (credentials.secondFactor, credentials.isConfirmed) = (secret, false)
    credentials.lastStep = 0
    try credentials.save(context.tx)
    let text = Base32.encode(secret)
    return .init(secret: text, uri: uri(text, of: staff))
  }

  /// Whose session it is, and what they sign in with.
  private static func find(
    _ token: String, _ context: Context
  ) throws -> (Staff, Credentials) {
    let (_, staff) = try Sessions.find(token, now: context.now, context.tx)
    guard let credentials = try Credentials.find(staff.id, context.tx) else {
      throw ServiceError(.unauthenticated, "This session is over; sign in again.")
    }
    return (staff, credentials)
  }

  /// What authenticators read (Google Authenticator, Key URI Format).
  private func uri(_ secret: String, of staff: Staff) -> String {
    let (issuer, account) = (Self.escaped(issuer), Self.escaped(staff.email.wire))
    return "otpauth://totp/\(issuer):\(account)?secret=\(secret)&issuer=\(issuer)"
  }

  private static func escaped(_ text: String) -> String {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    return text.utf8.reduce(into: "") { text, byte in
      text +=
        plain.contains(byte)
        ? String(UnicodeScalar(byte))
        : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
  }

  private static func confirm(
    _ params: TicketsAPI.SessionCode, _ context: Context
  ) throws -> TicketsAPI.ConfirmSecondFactor.Result {
    var (staff, credentials) = try find(params.token, context)
    guard let secret = credentials.secondFactor, !credentials.isConfirmed else {
      throw ServiceError.conflict("no second factor waits to be confirmed")
    }
    let step = OneTimeCode.match(
      params.code, secret, at: context.now.milliseconds, after: credentials.lastStep)
    guard let step else {
      throw ServiceError.rejected("This is not the code that the authenticator shows now.")
    }
    (credentials.isConfirmed, credentials.lastStep) = (true, step)
    try credentials.save(context.tx)
    let codes = try newRecoveryCodes(staff.id, context)
    try context.emit(
      TicketsEvents.CredentialChanged(staff: staff.id, what: .secondFactorOn),
      subject: staff.id.wire)
    return .init(recoveryCodes: codes)
  }

  private static func newRecoveryCodes(
    _ staff: StaffID, _ context: Context
  ) throws -> [String] {
    try context.tx.write("DELETE FROM staff_recovery WHERE staff = \(staff)")
    return try (0..<recoveryCodes).map { _ in
      // 80 bits: no guessing, so a plain digest is enough.
      let letters = Array(Base32.encode(context.randomBytes(10)))
      try context.tx.write(
        """
        INSERT INTO staff_recovery (staff, digest) VALUES (\(staff), \(digest(String(letters))))
        """)
      return stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<$0 + 4]) }
        .joined(separator: "-")
    }
  }

  private static func digest(_ code: String) -> [UInt8] {
    let letters = code.uppercased().filter { $0 != "-" && !$0.isWhitespace }
    return Array(SHA256.hash(data: Array(letters.utf8)))
  }

  /// Whether a code is right; it is used up by that.
  static func takes(
    _ code: String, of credentials: Credentials, _ context: Context
  ) throws -> Bool {
    guard let secret = credentials.secondFactor else { return false }
    let step = OneTimeCode.match(
      code, secret, at: context.now.milliseconds, after: credentials.lastStep)
    if let step {
      var used = credentials
      used.lastStep = step
      try used.save(context.tx)
      return true
    }
    let digest = digest(code)
    let found: Int? = try context.tx.scalar(
      """
      SELECT count(*) FROM staff_recovery WHERE staff = \(credentials.staff) AND digest = \(digest)
      """)
    guard let found, found > 0 else { return false }
    try context.tx.write(
      "DELETE FROM staff_recovery WHERE staff = \(credentials.staff) AND digest = \(digest)")
    try context.emit(
      TicketsEvents.CredentialChanged(staff: credentials.staff, what: .recoveryCodeUsed),
      subject: credentials.staff.wire)
    return true
  }

  private static func remove(
    _ params: TicketsAPI.SessionCode, _ context: Context
  ) throws -> TicketsAPI.RemoveSecondFactor.Result {
    var (staff, credentials) = try find(params.token, context)
    guard credentials.wantsCode else {
      throw ServiceError.conflict("this account has no second factor")
    }
    let attempts = Attempts(account: staff.email, address: nil)
    if let until = try attempts.blockedUntil(now: context.now, context.tx) {
      return .init(outcome: .throttled, retryAfterMs: until - context.now)
    }
    guard try takes(params.code, of: credentials, context) else {
      _ = try attempts.failed(context)
      return .init(outcome: .refused)
    }
    (credentials.secondFactor, credentials.isConfirmed, credentials.lastStep) = (nil, false, 0)
    try credentials.save(context.tx)
    try context.tx.write("DELETE FROM staff_recovery WHERE staff = \(staff.id)")
    try context.emit(
      TicketsEvents.CredentialChanged(staff: staff.id, what: .secondFactorOff),
      subject: staff.id.wire)
    return .init(outcome: .accepted)
  }
}
