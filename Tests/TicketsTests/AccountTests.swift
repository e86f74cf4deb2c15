import Engine
import Models
import Store
import TestSupport
import Testing
import TicketsService
import Wire

/// Invited, joined, signed in, locked out, gone.
@Suite(.databases) struct AccountTests {
  static let password = "correct horse battery"

  @Test(arguments: Dialect.available)
  func `whoever is invited gets a mail, chooses a password and signs in`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let staff = try desk.invite("eve@shop.example", roles: [.agent])
    #expect(staff.account == .invited)
    let letter = try #require(try desk.letters("system.invitation").last)
    #expect(letter.recipient.email == staff.email && letter.class == .transactional)
    #expect(letter.links?.first?.purpose == .accept)
    #expect(try desk.signIn("eve@shop.example").outcome == .refused)
    let name = try desk.accept(try desk.linkToken(.accept))
    #expect(name.id == staff.id && name.email == staff.email)
    let signedIn = try desk.signIn("eve@shop.example")
    let token = try #require(signedIn.token)
    let session = try desk.town.call(TicketsAPI.GetSession.self, .init(token: token), as: .shop)
    #expect(session.actor == "staff:\(staff.id)" && session.staff.account == .active)
    #expect(session == signedIn.session)
    #expect(
      desk.story.suffix(5) == [
        "message.requested", "staff.invited", "session.refused", "staff.joined", "session.started",
      ])
  }

  @Test(arguments: [
    ([StaffRole.observer], "observer"), ([.agent], "staff"), ([.supervisor, .observer], "staff"),
    ([.admin, .agent], "admin"),
  ])
  func `a session says what its member may do`(roles: [StaffRole], kind: String) throws {
    let desk = try Desk(.sqlite)
    let id = try desk.hire("eve@shop.example", roles: roles)
    let session = try #require(try desk.signIn("eve@shop.example").session)
    #expect(session.actor == "\(kind):\(id)")
    let caller = try Caller(key: "gateway", scopes: Set(Scope.allCases), delegates: true).speaking(
      for: session.actor)
    let mayInvite = caller.may(TicketsAPI.InviteStaff.scopes)
    let mayAnswer = caller.may(TicketsAPI.Reply.scopes)
    #expect(mayInvite == (kind == "admin") && mayAnswer == (kind != "observer"))
    #expect(caller.may(EveryService.ReadEvents.scopes))
  }

  @Test(arguments: Dialect.available)
  func `a link does one thing, once, and says so again to whoever lost the answer`(
    dialect: Dialect
  ) throws {
    let desk = try Desk(dialect)
    _ = try desk.invite("eve@shop.example", roles: [.agent])
    let token = try desk.linkToken(.accept)
    let shown = try desk.town.call(
      TicketsAPI.GetStaffLink.self, .init(token: token, purpose: .accept), as: .shop)
    #expect(shown.email == (try desk.eve))
    let elsewhere = try desk.town.refusal(
      TicketsAPI.GetStaffLink.self, .init(token: token, purpose: .reset))
    #expect(elsewhere?.kind == .rejected)
    let reset = try desk.town.refusal(
      TicketsAPI.ResetPassword.self, .init(token: token, password: Self.password))
    #expect(reset?.kind == .rejected)
    let name = try desk.accept(token)
    #expect(try desk.accept(token).id == name.id)
    let used = try desk.town.refusal(
      TicketsAPI.GetStaffLink.self, .init(token: token, purpose: .accept))
    #expect(used?.message == "This link was used already.")
    #expect(desk.story.filter { $0 == "staff.joined" }.count == 1)
    let other = try desk.town.refusal(
      TicketsAPI.AcceptInvitation.self, .init(token: token, password: "another password"))
    #expect(other?.kind == .rejected && other?.message.contains("used already") == true)
    #expect(try desk.signIn("eve@shop.example").outcome == .accepted)
  }

  @Test func `an invitation holds for a week, and a later one takes its place`() throws {
    let desk = try Desk(.sqlite)
    _ = try desk.invite("eve@shop.example", roles: [.agent])
    let first = try desk.linkToken(.accept)
    _ = try desk.invite("eve@shop.example", roles: [.agent])
    #expect(throws: ServiceError.self) { try desk.accept(first) }
    let second = try desk.linkToken(.accept)
    try desk.town.advance(by: .days(8))
    #expect(throws: ServiceError.self) { try desk.accept(second) }
  }

  @Test func `whoever has an account is not invited again`() throws {
    let desk = try Desk(.sqlite)
    _ = try desk.hire("eve@shop.example", roles: [.agent])
    let error = try desk.town.refusal(
      TicketsAPI.InviteStaff.self,
      .init(email: try EmailAddress(wire: "eve@shop.example"), name: "Eve", roles: [.agent]))
    #expect(error?.kind == .conflict)
    #expect(try desk.signIn("eve@shop.example").outcome == .accepted)
  }

  @Test(arguments: ["short", "aaaaaaaaaaaaaaa", String(repeating: "ab cd", count: 300)])
  func `a password that does not do is refused before the link is used`(password: String) throws {
    let desk = try Desk(.sqlite)
    _ = try desk.invite("eve@shop.example", roles: [.agent])
    let token = try desk.linkToken(.accept)
    let error = try desk.town.refusal(
      TicketsAPI.AcceptInvitation.self, .init(token: token, password: password))
    #expect(error?.kind == .invalid && error?.violations.first?.path == "/password")
    _ = try desk.accept(token)
  }

  @Test(arguments: Dialect.available)
  func `wrong passwords cost ever longer waits, which time alone ends`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    _ = try desk.hire("eve@shop.example", roles: [.agent])
    for _ in 1...5 {
      #expect(try desk.signIn("eve@shop.example", "wrong password").outcome == .refused)
    }
    let throttled = try desk.signIn("eve@shop.example")
    #expect(throttled.outcome == .throttled && throttled.retryAfterMs == 30_000)
    try desk.town.advance(by: .seconds(30))
    #expect(try desk.signIn("eve@shop.example", "wrong password").outcome == .refused)
    #expect(try desk.signIn("eve@shop.example").retryAfterMs == 60_000)
    try desk.town.advance(by: .minutes(1))
    #expect(try desk.signIn("eve@shop.example").outcome == .accepted)
    #expect(try desk.signIn("eve@shop.example", "wrong password").outcome == .refused)
    #expect(try desk.signIn("eve@shop.example").outcome == .accepted)
    let failures = try desk.town.events(TicketsEvents.SignInRefused.self).map(\.failures)
    #expect(failures == [1, 2, 3, 4, 5, 6, 1])
  }

  @Test func `an unknown address is answered and counted like a known one`() throws {
    let desk = try Desk(.sqlite)
    for _ in 1...5 {
      #expect(try desk.signIn("nobody@shop.example").outcome == .refused)
    }
    #expect(try desk.signIn("nobody@shop.example").outcome == .throttled)
    #expect(desk.story.filter { $0 == "session.refused" }.isEmpty)
  }

  @Test func `an address that tries many accounts waits, whatever its own does`() throws {
    let desk = try Desk(.sqlite)
    _ = try desk.hire("eve@shop.example", roles: [.agent])
    for number in 1...20 {
      _ = try desk.signIn("person\(number)@shop.example", from: "203.0.113.9")
      if number == 10 {
        #expect(
          try desk.signIn("eve@shop.example", from: "203.0.113.9").outcome == .accepted)
      }
    }
    #expect(try desk.signIn("eve@shop.example", from: "203.0.113.9").outcome == .throttled)
    #expect(try desk.signIn("eve@shop.example", from: "203.0.113.10").outcome == .accepted)
  }

  @Test(arguments: [
    (4, Attempts.Kind.account, 0), (5, .account, 30), (6, .account, 60), (9, .account, 480),
    (10, .account, 900), (1_000, .account, 900), (19, .address, 0), (20, .address, 30),
  ])
  func `the wait doubles up to a quarter of an hour`(
    failures: Int, kind: Attempts.Kind, seconds: Int64
  ) {
    #expect(Attempts.wait(after: failures, of: kind) == .seconds(seconds))
  }

  @Test(arguments: Dialect.available)
  func `a session ends idle, ends of age, and ends by hand`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    _ = try desk.hire("eve@shop.example", roles: [.agent])
    let idle = try desk.session("eve@shop.example")
    let used = try desk.session("eve@shop.example")
    let left = try desk.session("eve@shop.example")
    _ = try desk.town.call(TicketsAPI.EndSession.self, .init(token: left), as: .shop)
    #expect(try desk.isOver(left))
    for _ in 1...23 {
      try desk.town.advance(by: .minutes(30))
      _ = try desk.town.call(TicketsAPI.RenewSession.self, .init(token: used), as: .shop)
    }
    #expect(try desk.isOver(idle))
    #expect(try !desk.isOver(used))
    try desk.town.advance(by: .minutes(30))
    #expect(try desk.isOver(used))
    #expect(try desk.isOver("nobody's"))
  }

  @Test(arguments: Dialect.available)
  func `a new password comes by mail, ends all sessions and the waits`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    _ = try desk.hire("eve@shop.example", roles: [.agent])
    let session = try desk.session("eve@shop.example")
    for _ in 1...5 { _ = try desk.signIn("eve@shop.example", "wrong password") }
    try desk.requestReset("eve@shop.example")
    let token = try desk.linkToken(.reset)
    _ = try desk.town.call(
      TicketsAPI.ResetPassword.self, .init(token: token, password: "a new password"), as: .shop)
    #expect(try desk.isOver(session))
    #expect(try desk.signIn("eve@shop.example").outcome == .refused)
    #expect(try desk.signIn("eve@shop.example", "a new password").outcome == .accepted)
    try desk.requestReset("eve@shop.example")
    #expect(try desk.letters("system.password").count == 1, "one mail in five minutes")
    try desk.town.advance(by: .minutes(6))
    try desk.requestReset("eve@shop.example")
    #expect(try desk.letters("system.password").count == 2)
  }

  @Test func `asking for a password says the same for everybody`() throws {
    let desk = try Desk(.sqlite)
    _ = try desk.invite("eve@shop.example", roles: [.agent])
    for email in ["nobody@shop.example", "eve@shop.example", "mia@shop.example"] {
      let answer = try desk.town.answer(
        TicketsAPI.RequestReset.self, .init(email: try EmailAddress(wire: email)), as: .shop)
      guard case .result(let node) = answer.outcome else {
        Issue.record("it was refused")
        return
      }
      #expect(String(decoding: answer.document.raw(node).bytes, as: UTF8.self) == "{}")
    }
    #expect(try desk.letters("system.password").isEmpty)
  }

  @Test(arguments: Dialect.available)
  func `a second factor is wanted once it is confirmed, and each code counts once`(
    dialect: Dialect
  ) throws {
    let desk = try Desk(dialect)
    _ = try desk.hire("eve@shop.example", roles: [.agent])
    let session = try desk.session("eve@shop.example")
    let factor = try desk.town.call(
      TicketsAPI.EnrolSecondFactor.self, .init(token: session), as: .shop)
    #expect(
      factor.uri
        == "otpauth://totp/shop.example:eve%40shop.example?secret=\(factor.secret)&issuer=shop.example"
    )
    #expect(try desk.signIn("eve@shop.example").outcome == .accepted)
    let wrong = try desk.town.refusal(
      TicketsAPI.ConfirmSecondFactor.self, .init(token: session, code: "000000"))
    #expect(wrong?.kind == .rejected)
    let codes = try desk.confirm(factor, session)
    #expect(Set(codes).count == 10)
    #expect(try desk.signIn("eve@shop.example").outcome == .codeWanted)
    #expect(try desk.signIn("eve@shop.example", "wrong password").outcome == .refused)
    let code = desk.code(factor)
    #expect(try desk.signIn("eve@shop.example", code: code).outcome == .refused, "used to confirm")
    try desk.town.advance(by: .seconds(30))
    let next = desk.code(factor)
    #expect(try desk.signIn("eve@shop.example", code: next).outcome == .accepted)
    #expect(try desk.signIn("eve@shop.example", code: next).outcome == .refused)
    let paper = codes[3].lowercased()
    #expect(try desk.signIn("eve@shop.example", code: paper).outcome == .accepted)
    #expect(try desk.signIn("eve@shop.example", code: paper).outcome == .refused)
  }

  @Test func `wrong codes are counted like wrong passwords`() throws {
    let desk = try Desk(.sqlite)
    _ = try desk.hire("eve@shop.example", roles: [.agent])
    let session = try desk.session("eve@shop.example")
    let factor = try desk.town.call(
      TicketsAPI.EnrolSecondFactor.self, .init(token: session), as: .shop)
    _ = try desk.confirm(factor, session)
    try desk.town.advance(by: .seconds(30))
    for _ in 1...3 {
      #expect(try desk.signIn("eve@shop.example", code: "000000").outcome == .refused)
    }
    for _ in 1...2 { #expect(try desk.remove("000000", session).outcome == .refused) }
    #expect(try desk.remove(desk.code(factor), session).outcome == .throttled)
    #expect(try desk.signIn("eve@shop.example", code: desk.code(factor)).outcome == .throttled)
    try desk.town.advance(by: .seconds(30))
    #expect(try desk.remove(desk.code(factor), session).outcome == .accepted)
    #expect(try desk.signIn("eve@shop.example").outcome == .accepted)
    let changes = try desk.town.events(TicketsEvents.CredentialChanged.self).map(\.what)
    #expect(changes == [.secondFactorOn, .secondFactorOff])
  }

  @Test(arguments: Dialect.available)
  func `whoever leaves is out at once, and their tickets go on in slices`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    let eve = try desk.hire("eve@shop.example", roles: [.agent])
    let session = try desk.session("eve@shop.example")
    let tickets = try (1...120).map { number in
      let ticket = try desk.open("Matter \(number)", acknowledge: false)
      return try desk.update(ticket, assignee: .staff(eve))
    }
    try desk.close(tickets[0])
    let gone = try desk.town.call(
      TicketsAPI.DeactivateStaff.self, .init(id: eve, reassignTo: desk.mia))
    #expect(gone.account == .deactivated)
    #expect(try desk.isOver(session))
    #expect(try desk.signIn("eve@shop.example").outcome == .refused)
    let mine = try desk.town.call(
      TicketsAPI.List.self, .init(assignee: .staff(desk.mia), limit: 200))
    #expect(mine.items.count == 119)
    #expect(try desk.get(tickets[0].id).ticket.assignee == eve)
    let later = try desk.town.refusal(
      TicketsAPI.Update.self,
      .init(
        id: tickets[5].id, version: try desk.get(tickets[5].id).ticket.version,
        assignee: .staff(eve)))
    #expect(later?.rules == ["/assignee active"])
    _ = try desk.town.call(TicketsAPI.DeactivateStaff.self, .init(id: eve))
    #expect(desk.story.filter { $0 == "staff.deactivated" }.count == 1)
  }

  @Test func `whoever leaves without a successor leaves tickets for anybody`() throws {
    let desk = try Desk(.sqlite)
    let ticket = try desk.update(try desk.open(), assignee: .staff(desk.tom))
    _ = try desk.town.call(TicketsAPI.DeactivateStaff.self, .init(id: desk.tom))
    #expect(try desk.get(ticket.id).ticket.assignee == nil)
    let error = try desk.town.refusal(
      TicketsAPI.DeactivateStaff.self, .init(id: desk.mia, reassignTo: desk.tom))
    #expect(error?.rules == ["/reassignTo active"])
    let itself = try desk.town.refusal(
      TicketsAPI.DeactivateStaff.self, .init(id: desk.mia, reassignTo: desk.mia))
    #expect(itself?.rules == ["/reassignTo reference"])
  }

  @Test func `whoever comes back begins anew`() throws {
    let desk = try Desk(.sqlite)
    let eve = try desk.hire("eve@shop.example", roles: [.agent])
    let session = try desk.session("eve@shop.example")
    let factor = try desk.town.call(
      TicketsAPI.EnrolSecondFactor.self, .init(token: session), as: .shop)
    _ = try desk.confirm(factor, session)
    _ = try desk.town.call(TicketsAPI.DeactivateStaff.self, .init(id: eve))
    #expect(try desk.hire("eve@shop.example", roles: [.observer]) == eve)
    #expect(try desk.signIn("eve@shop.example").outcome == .accepted)
  }

  @Test(arguments: Dialect.available)
  func `next gives what waits in a member's own queues`(dialect: Dialect) throws {
    let desk = try Desk(dialect)
    _ = try desk.town.call(
      TicketsAPI.PutQueue.self, .init(key: "billing", name: "Billing", replyWithin: .hours(4)))
    let eve = try desk.hire("eve@shop.example", roles: [.agent], queues: ["billing"])
    _ = try desk.open()
    let refused = try desk.town.refusal(TicketsAPI.Next.self, .init(assignee: eve))
    #expect(refused?.kind == .notFound && refused?.message.contains("billing") == true)
    let bill = try desk.open(queue: "billing")
    #expect(try desk.town.call(TicketsAPI.Next.self, .init(assignee: eve)).value.id == bill.id)
    let unknown = try desk.town.refusal(
      TicketsAPI.InviteStaff.self,
      .init(
        email: try EmailAddress(wire: "x@shop.example"), name: "X", roles: [.agent],
        queues: ["nowhere"]))
    #expect(unknown?.rules == ["/queues/0 reference"])
  }

  @Test(arguments: Dialect.available)
  func `no secret stands in the log, in what is kept for repeats, or in the tables`(
    dialect: Dialect
  ) throws {
    let desk = try Desk(dialect)
    _ = try desk.invite("eve@shop.example", roles: [.agent])
    let link = try desk.linkToken(.accept)
    _ = try desk.town.call(
      TicketsAPI.AcceptInvitation.self, .init(token: link, password: Self.password), as: .shop,
      key: "accept")
    let signIn = try desk.town.call(
      TicketsAPI.SignIn.self, .init(email: desk.eve, password: Self.password), as: .shop,
      key: "signIn")
    let token = try #require(signIn.token)
    let factor = try desk.town.call(
      TicketsAPI.EnrolSecondFactor.self, .init(token: token), as: .shop, key: "enrol")
    let codes = try desk.confirm(factor, token)
    let kept: [String] = try desk.town.errand(of: "tickets") { context in
      try context.tx.read("SELECT method, key, result FROM engine_answer") {
        "\($0["method"] as String) \($0["key"] as String) \($0["result"] as String)"
      }
    }
    let said = desk.town.log("tickets").compactMap(\.data).map {
      String(decoding: $0.bytes, as: UTF8.self)
    }
    for secret in [Self.password, link, token, factor.secret] + codes {
      #expect(!(kept + said).contains { $0.contains(secret) })
    }
    #expect(
      !kept.contains { $0.contains("signIn") || $0.contains("accept") || $0.contains("enrol") })
    let rows: Int? = try desk.town.errand(of: "tickets") { context in
      try context.tx.scalar(
        "SELECT count(*) FROM staff_credential WHERE password LIKE \("%" + Self.password + "%")")
    }
    #expect(rows == 0)
  }

  @Test func `what is over is forgotten`() throws {
    let desk = try Desk(.sqlite)
    _ = try desk.hire("eve@shop.example", roles: [.agent])
    _ = try desk.session("eve@shop.example")
    _ = try desk.signIn("eve@shop.example", "wrong password")
    try desk.requestReset("eve@shop.example")
    try desk.town.advance(by: .hours(26))
    for table in ["staff_session", "sign_in_attempt"] as [SQL] {
      let count: Int? = try desk.town.errand(of: "tickets") { context in
        try context.tx.scalar("SELECT count(*) FROM \(sql: table)")
      }
      #expect(count == 0, "\(table)")
    }
  }
}
