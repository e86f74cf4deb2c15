import Engine
import Mail
import Models
import NotificationsService

let plan = LaunchPlan(
  name: "notifications", version: Suite.version, ports: Suite.ports, directory: Suite.directory)

Launch.main(plan) { configuration in
  NotificationsService.service(try NotificationsSettings(configuration))
}

extension NotificationsSettings {
  /// Without a mail server, or when told to, mail is captured.
  init(_ configuration: LaunchConfiguration) throws {
    self.init(
      service: try configuration.settings(), smtp: try configuration.mailServer(),
      defaultSender: Mailbox(
        name: nil, address: configuration.text("sender") ?? "no-reply@localhost"))
  }
}

extension LaunchConfiguration {
  fileprivate func mailServer() throws -> SMTPSettings? {
    guard !isOn("captureMail"), let url = text("smtp") else { return nil }
    do {
      return try SMTPSettings(url: url)
    } catch {
      throw LaunchError.configuration("smtp: \(error)")
    }
  }
}
