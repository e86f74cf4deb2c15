import Wire

/// Who plays. Everybody but the staff is new in each run.
struct Cast {
  let ann: EmailAddress
  let ben: EmailAddress
  let annName = "Ann"
  let benName = "Ben"

  static let mia = address("mia@shop.example")

  init(stamp: Int64) {
    let suffix = String(stamp, radix: 36)
    ann = Self.address("ann.\(suffix)@example.com")
    ben = Self.address("ben.\(suffix)@example.com")
  }

  private static func address(_ text: String) -> EmailAddress {
    guard let address = try? EmailAddress(wire: text) else {
      preconditionFailure("\(text) is no address")
    }
    return address
  }
}
