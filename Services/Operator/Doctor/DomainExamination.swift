import DNS

/// What a sender's domain says about who may send in its name.
struct DomainExamination {
  let domain: String
  let selectors: [String]

  func findings(_ resolver: borrowing Resolver) -> [Finding] {
    var findings = [
      Self.finding("SPF of \(domain)", at: domain, resolver, MailPolicy.spf),
      Self.finding("DMARC of \(domain)", at: "_dmarc.\(domain)", resolver, MailPolicy.dmarc),
    ]
    if selectors.isEmpty {
      findings.append(
        Finding(
          .unknown, "DKIM of \(domain)", "which selector the mail server signs with is not known",
          advice: "Give it: --dkim-selector NAME."))
    }
    for selector in selectors {
      findings.append(
        Self.finding(
          "DKIM of \(domain)", at: "\(selector)._domainkey.\(domain)", resolver, MailPolicy.dkim))
    }
    return findings
  }

  /// A name without records is judged like one with none; one that cannot be asked for is not.
  private static func finding(
    _ subject: String, at name: String, _ resolver: borrowing Resolver,
    _ judge: ([String]) -> MailPolicy
  ) -> Finding {
    do throws(DNSError) {
      return judge(try resolver.texts(of: name)).finding(subject)
    } catch {
      guard case .nothingThere = error else { return Finding(.unknown, subject, "\(error)") }
      return judge([]).finding(subject)
    }
  }
}

/// Whether the mail server's address has a name that leads back to it.
enum ReverseName {
  static func finding(of host: String, _ resolver: borrowing Resolver) -> Finding {
    let subject = "reverse name of \(host)"
    do throws(DNSError) {
      let texts = IPAddress(host) == nil ? try resolver.addresses(of: host) : [host]
      for text in texts {
        guard let address = IPAddress(text) else { continue }
        for name in try resolver.names(of: address) {
          if let back = try? resolver.addresses(of: name), back.contains(text) {
            return Finding(.good, subject, "\(text) is \(name), and back")
          }
        }
      }
      return Finding(
        .warning, subject, "no address of it has a name that leads back to it",
        advice: "Ask whoever gave you the address for a PTR record; many receivers want one.")
    } catch {
      guard case .nothingThere = error else { return Finding(.unknown, subject, "\(error)") }
      return Finding(
        .warning, subject, "there is none",
        advice: "Ask whoever gave you the address for a PTR record; many receivers want one.")
    }
  }
}
