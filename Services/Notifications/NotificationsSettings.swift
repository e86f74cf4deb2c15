package import Engine
package import Mail

/// What the notifications service needs to know of its installation.
package struct NotificationsSettings: Sendable {
  package let service: ServiceSettings
  /// The mail server; without one mail is captured and never sent.
  package let smtp: SMTPSettings?
  /// Whom messages come from that name nobody.
  package let defaultSender: Mailbox

  package init(
    service: ServiceSettings, smtp: SMTPSettings? = nil,
    defaultSender: Mailbox = Mailbox(name: "Rapport", address: "no-reply@localhost")
  ) {
    (self.service, self.smtp, self.defaultSender) = (service, smtp, defaultSender)
  }
}
