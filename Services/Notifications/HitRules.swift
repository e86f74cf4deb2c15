import Models
import Wire

/// Was it a person? Versioned rules over raw hits: when they get better, old hits can be judged again.
enum HitRules {
  static let version = 1

  struct Hit: Equatable {
    var kind: NotificationsAPI.RecordHit.Kind
    var link: Int?
    var at: Timestamp
    var method: String?
    var userAgent: String?
  }

  struct Judgement: Equatable {
    var machine: Bool
    /// Which rule said so.
    var rule: String
  }

  /// Nobody opens a mail in the second it arrives; filters do.
  static let tooFast = Period.seconds(2)
  /// Whoever follows this many different links within ``burst`` checks them all.
  static let burstLinks = 3
  static let burst = Period.seconds(2)

  /// - Parameter all: every hit of the message, this one included.
  static func judge(_ hit: Hit, handedOver: Timestamp?, among all: [Hit]) -> Judgement {
    if let method = hit.method, method.uppercased() != "GET" {
      return Judgement(machine: true, rule: "method")
    }
    guard let agent = hit.userAgent?.lowercased(), !agent.isEmpty else {
      return Judgement(machine: true, rule: "noAgent")
    }
    if agent == "mozilla/5.0" || crawlers.contains(where: agent.contains) {
      return Judgement(machine: true, rule: "agent")
    }
    if let handedOver, hit.at - handedOver < tooFast.milliseconds {
      return Judgement(machine: true, rule: "tooFast")
    }
    if hit.kind == .click, isBurst(hit, all) { return Judgement(machine: true, rule: "burst") }
    return Judgement(machine: false, rule: "person")
  }

  private static func isBurst(_ hit: Hit, _ all: [Hit]) -> Bool {
    let near = all.filter { $0.kind == .click && abs($0.at - hit.at) <= burst.milliseconds }
    return Set(near.compactMap(\.link)).count >= burstLinks
  }

  /// Parts of the names that filters, previews and libraries give themselves. Picture proxies of
  /// mail programs are not among them: they fetch when a person looks.
  private static let crawlers = [
    "bot", "crawl", "spider", "preview", "scan", "barracuda", "proofpoint", "mimecast", "symantec",
    "safelinks", "fortinet", "curl", "wget", "python", "go-http-client", "java/", "okhttp",
    "headless", "phantomjs",
  ]
}
