import Wire

/// A moment for people and for machines.
struct Moment: Sendable {
  /// RFC 3339, for the `datetime` attribute.
  let machine: String
  /// `21 November 2026, 21:06 UTC`.
  let human: String

  init(_ timestamp: Timestamp) {
    machine = timestamp.wire
    let parts = timestamp.wire.prefix { $0 != "." }.split { "-T:".contains($0) }
    let month = Self.months[(Int(parts[1]) ?? 1) - 1]
    human = "\(Int(parts[2]) ?? 1) \(month) \(parts[0]), \(parts[3]):\(parts[4]) UTC"
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
}
