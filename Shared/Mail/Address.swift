import CGMime

/// Rules for addresses that are the same in a header and in an SMTP envelope.
enum Address {
  /// The address with its domain in ASCII (RFC 5890), which every server can take; the local part
  /// stays as it is. Refuses what could end the angle brackets it is put between.
  static func wire(_ address: String, field: String) throws(MailError) -> String {
    try check(address, field: field)
    if address.utf8.allSatisfy({ $0 < 0x80 }) { return address }
    GMime.started
    let mailbox = GObject(internet_address_mailbox_new(nil, address))
    guard let ascii = internet_address_mailbox_get_idn_addr(mailbox.pointer) else {
      return address
    }
    return String(cString: ascii)
  }

  private static func check(_ address: String, field: String) throws(MailError) {
    let bytes = address.utf8
    guard let at = bytes.lastIndex(of: UInt8(ascii: "@")), at != bytes.startIndex,
      bytes.index(after: at) != bytes.endIndex
    else { throw MailError(field, "is not an address: it needs the form local@domain") }
    let forbidden = bytes.contains {
      $0 <= 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">")
    }
    if forbidden {
      throw MailError(field, "must not hold spaces, angle brackets or control characters")
    }
    if bytes.count > 320 { throw MailError(field, "is longer than an address can be") }
  }

  /// A message id has an address's form, and a header line to itself.
  static func check(messageID: String) throws(MailError) {
    try check(messageID, field: "messageID")
    if !messageID.utf8.allSatisfy({ $0 < 0x80 }) {
      throw MailError("messageID", "must be ASCII")
    }
  }
}
