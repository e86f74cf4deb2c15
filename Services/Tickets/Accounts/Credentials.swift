import Engine
import Models
import Passwords
import Store
import Wire

/// What a member of staff signs in with.
struct Credentials: Sendable {
  let staff: StaffID
  var password: PasswordHash?
  /// The authenticator's secret.
  var secondFactor: [UInt8]?
  /// Whether a first code has shown that the authenticator has it.
  var isConfirmed: Bool
  /// The step of the last code that was used: none counts twice.
  var lastStep: Int64

  /// Whether a password alone is not enough.
  var wantsCode: Bool { secondFactor != nil && isConfirmed }

  static func find(_ staff: StaffID, _ tx: Transaction) throws -> Credentials? {
    try tx.first(
      """
      SELECT staff, password, second_factor, confirmed, last_step FROM staff_credential
      WHERE staff = \(staff)
      """
    ) { row in
      let password: String? = row["password"]
      return Credentials(
        staff: row["staff"], password: password.map(PasswordHash.init(text:)),
        secondFactor: row["second_factor"], isConfirmed: row["confirmed"],
        lastStep: row["last_step"])
    }
  }

  func save(_ tx: Transaction) throws {
    try tx.write(
      """
      INSERT INTO staff_credential (staff, password, second_factor, confirmed, last_step)
      VALUES (\(staff), \(password?.text), \(secondFactor), \(isConfirmed), \(lastStep))
      ON CONFLICT (staff) DO UPDATE SET password = excluded.password,
        second_factor = excluded.second_factor, confirmed = excluded.confirmed,
        last_step = excluded.last_step
      """)
  }

  static func delete(_ staff: StaffID, _ tx: Transaction) throws {
    try tx.write("DELETE FROM staff_credential WHERE staff = \(staff)")
    try tx.write("DELETE FROM staff_recovery WHERE staff = \(staff)")
  }
}

/// What a password must be. Length counts, and nothing else (NIST SP 800-63B, 5.1.1.2).
package enum PasswordRule {
  static let shortest = 10
  static let longest = 1_024

  /// - Throws: `invalid` for one that does not do.
  static func check(_ password: String) throws(ServiceError) {
    var checking = Checking()
    checking.expect(
      password.count >= shortest, at: "/password", "length", limit: .integer(Int64(shortest)),
      "must have at least \(shortest) characters")
    checking.expect(
      password.utf8.count <= longest, at: "/password", "length", limit: .integer(Int64(longest)),
      "must have at most \(longest) bytes")
    checking.expect(
      Set(password).count > 3, at: "/password", "variety", "must have more than three letters in it"
    )
    try checking.finish()
  }
}
