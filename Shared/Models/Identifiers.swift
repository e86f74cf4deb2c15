public import Wire

/// The kinds of entity that carry a TypeID, and the prefix each shows.
public enum ContactKind: IDKind { public static let prefix = "contact" }
public enum SubmissionKind: IDKind { public static let prefix = "submission" }
public enum ConsentKind: IDKind { public static let prefix = "consent" }
public enum TicketKind: IDKind { public static let prefix = "ticket" }
public enum EntryKind: IDKind { public static let prefix = "entry" }
public enum StaffKind: IDKind { public static let prefix = "staff" }
public enum StaffLinkKind: IDKind { public static let prefix = "stafflink" }
public enum EnrolmentKind: IDKind { public static let prefix = "enrolment" }
public enum RequestKind: IDKind { public static let prefix = "request" }
public enum MessageKind: IDKind { public static let prefix = "message" }
public enum SuppressionKind: IDKind { public static let prefix = "suppression" }

/// One person, whatever the address they used.
public typealias ContactID = ID<ContactKind>
/// One filled-in form.
public typealias SubmissionID = ID<SubmissionKind>
/// One line of the consent ledger.
public typealias ConsentID = ID<ConsentKind>
/// One ticket; people call it by its short number.
public typealias TicketID = ID<TicketKind>
/// One entry of a ticket's conversation.
public typealias EntryID = ID<EntryKind>
/// One member of staff.
public typealias StaffID = ID<StaffKind>
/// One link that was mailed to a member of staff.
public typealias StaffLinkID = ID<StaffLinkKind>
/// One contact's way through one journey.
public typealias EnrolmentID = ID<EnrolmentKind>
/// One wish to have a message sent.
public typealias MessageRequestID = ID<RequestKind>
/// One message to one person.
public typealias MessageID = ID<MessageKind>
/// One line of the suppression list.
public typealias SuppressionID = ID<SuppressionKind>
