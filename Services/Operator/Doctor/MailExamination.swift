import Client
import DNS
import Mail
import Models
import Wire

/// Whether mail will leave, and be believed where it arrives.
struct MailExamination: Sendable {
  let smtp: String?
  let selectors: [String]
  let nameServers: String?

  func findings(_ installation: Installation) async -> [Finding] {
    guard let smtp, !smtp.isEmpty else {
      return [
        Finding(
          .warning, "mail", "no server is set here: mail is captured and not sent",
          advice: "Set RAPPORT_SMTP where the notifications service runs.")
      ]
    }
    var findings = [server(smtp)]
    let domains = await senderDomains(installation)
    if domains.isEmpty {
      findings.append(
        Finding(
          .bad, "senders", "none has an address that the world can answer to",
          advice: "Put a sender: rapport call senders.put '{\"key\": \"default\", …}'."))
    }
    do throws(DNSError) {
      let resolver = try Resolver(servers: nameServers)
      for domain in domains {
        findings += DomainExamination(domain: domain, selectors: selectors).findings(resolver)
      }
      if let host = (try? SMTPSettings(url: smtp))?.host {
        findings.append(ReverseName.finding(of: host, resolver))
      }
    } catch {
      findings.append(Finding(.unknown, "DNS", "\(error)"))
    }
    return findings
  }

  /// Connects and logs in; sends nothing.
  private func server(_ url: String) -> Finding {
    let settings: SMTPSettings
    do {
      settings = try SMTPSettings(url: url)
    } catch {
      return Finding(.bad, "mail server", "\(error)")
    }
    let session = SMTPSession(settings)
    defer { session.close() }
    guard let obstacle = session.obstacle() else {
      let login = settings.login == nil ? "takes mail without a login" : "lets us log in"
      return Finding(.good, "mail server", "\(settings.host) \(login)")
    }
    return Finding(
      .bad, "mail server", obstacle, advice: "Check RAPPORT_SMTP: host, port, tls, user, password.")
  }

  /// The domains that mail comes from, without those that exist on this machine only.
  private func senderDomains(_ installation: Installation) async -> [String] {
    let senders = try? await installation.call(
      NotificationsAPI.ListSenders.self, .init(limit: 200)
    ).value.items
    let domains = (senders ?? []).compactMap { $0.address.wire.split(separator: "@").last }
    return Set(domains.map(String.init)).filter { $0.contains(".") }.sorted()
  }
}
