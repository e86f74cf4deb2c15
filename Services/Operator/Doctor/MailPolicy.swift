/// What a domain's TXT records say to receivers of its mail, judged.
struct MailPolicy: Equatable {
  let verdict: Finding.Verdict
  let sentence: String
  var advice: String?

  func finding(_ subject: String) -> Finding {
    Finding(verdict, subject, sentence, advice: advice)
  }

  /// Sender Policy Framework, RFC 7208: one record, and an end that does not let everybody in.
  static func spf(_ texts: [String]) -> MailPolicy {
    let records = texts.filter { $0.lowercased().split(separator: " ").first == "v=spf1" }
    guard let record = records.first else {
      return MailPolicy(
        verdict: .bad, sentence: "there is no record",
        advice: "Add a TXT record: v=spf1 include:YOUR-MAIL-SERVER -all")
    }
    guard records.count == 1 else {
      return MailPolicy(
        verdict: .bad, sentence: "there are \(records.count) records, which makes all of them void",
        advice: "Merge them into one (RFC 7208, section 3.2).")
    }
    let terms = record.lowercased().split(separator: " ")
    if terms.contains("+all") || terms.contains("all") {
      return MailPolicy(
        verdict: .bad, sentence: "it lets everybody send: \(record)", advice: "End it with -all.")
    }
    let ends = terms.contains("-all") || terms.contains("~all")
    guard ends || terms.contains(where: { $0.hasPrefix("redirect=") }) else {
      return MailPolicy(
        verdict: .warning, sentence: "it does not say what holds for others: \(record)",
        advice: "End it with -all or ~all.")
    }
    return MailPolicy(verdict: .good, sentence: record)
  }

  /// DomainKeys Identified Mail, RFC 6376, section 3.6.1: a key that is not revoked.
  static func dkim(_ texts: [String]) -> MailPolicy {
    guard let record = texts.first(where: { tags($0)["p"] != nil }) else {
      return MailPolicy(
        verdict: .bad, sentence: "there is no key",
        advice: "Publish the key that the mail server signs with, or correct the selector.")
    }
    let pairs = tags(record)
    if pairs["p"]?.isEmpty == true {
      return MailPolicy(
        verdict: .bad, sentence: "the key is revoked", advice: "Publish the key that is in use.")
    }
    return pairs["t"]?.split(separator: ":").contains("y") == true
      ? MailPolicy(
        verdict: .warning, sentence: "the key is marked as a test",
        advice: "Take t=y away: receivers ignore signatures under test.")
      : MailPolicy(verdict: .good, sentence: "there is a key (\(pairs["k"] ?? "rsa"))")
  }

  /// DMARC, RFC 7489, section 6.3: a policy, and somebody who hears of abuse.
  static func dmarc(_ texts: [String]) -> MailPolicy {
    guard let record = texts.first(where: { tags($0)["v"] == "DMARC1" }) else {
      return MailPolicy(
        verdict: .bad, sentence: "there is no record",
        advice: "Add a TXT record: v=DMARC1; p=quarantine; rua=mailto:postmaster@YOUR-DOMAIN")
    }
    switch tags(record)["p"] {
    case "quarantine", "reject": return MailPolicy(verdict: .good, sentence: record)
    case "none":
      return MailPolicy(
        verdict: .warning, sentence: "it only watches: \(record)",
        advice: "Once the reports are clean, go to p=quarantine.")
    default:
      return MailPolicy(
        verdict: .bad, sentence: "it names no policy: \(record)", advice: "Add p=quarantine.")
    }
  }

  /// `v=DKIM1; k=rsa; p=…` as its tags.
  private static func tags(_ record: String) -> [String: String] {
    var tags: [String: String] = [:]
    for part in record.split(separator: ";") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2 else { continue }
      let name = pair[0].filter { !$0.isWhitespace }.lowercased()
      tags[name] = String(
        pair[1].drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
    return tags
  }
}
