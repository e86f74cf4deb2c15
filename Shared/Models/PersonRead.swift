import Wire

// Whose data is read, in the record of reads: a contact by its id; of somebody who is no contact, what
// is about them, so that the record itself holds no address.

extension MessageRecord {
  var person: String { contact?.wire ?? id.wire }
}

extension Ticket {
  var person: String { requester.contact?.wire ?? id.wire }
}

extension NamesPerson {
  /// How the person was named, where the result does not say who they are.
  var named: [String] {
    [contact?.wire, email?.wire, phone?.wire, handle].compactMap(\.self).prefix(1).map(\.self)
  }
}
