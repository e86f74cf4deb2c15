public import Wire

/// What can be asked of the tickets service.
///
/// Staff and trusted frontends work with tickets; customers reach theirs by the links in their
/// mail: `tickets.show`, `tickets.receive` and `tickets.rate` take such a link's token.
public enum TicketsAPI {
  public static let all: [any Method.Type] = [
    PutStaff.self, GetStaff.self, ListStaff.self, DeleteStaff.self,
    InviteStaff.self, GetStaffLink.self, AcceptInvitation.self, RequestReset.self,
    ResetPassword.self,
    DeactivateStaff.self, SignIn.self, GetSession.self, RenewSession.self, EndSession.self,
    EnrolSecondFactor.self, ConfirmSecondFactor.self, RemoveSecondFactor.self,
    PutQueue.self, GetQueue.self, ListQueues.self, DeleteQueue.self,
    Open.self, Get.self, List.self, Next.self, Update.self,
    Reply.self, Note.self, Close.self, Reopen.self,
    Show.self, Receive.self, Rate.self, Report.self,
  ]

  /// Who works with tickets.
  static let desk: Set<Scope> = [.staff, .frontend]
  /// Who may use a link from a mail, themselves or through a frontend.
  static let anybody: Set<Scope> = [.staff, .frontend, .public]
}
