import Models

/// A group of the ledger's rows: those with the same status and the same rule that denied them.
struct LedgerGroup: Equatable {
  var status: MessageStatus
  var rule: String?
  var messages = 1
  var accepted = 0
  var bounced = 0
  var complained = 0
  var opened = 0
  var openedByMachine = 0
  var clicked = 0
  var clickedByMachine = 0
}

/// What a report says beside what the ledger says.
struct PeopleFigures: Equatable {
  var enrolled = 0
  var declined: [String: Int] = [:]
  var finished: [String: Int] = [:]
  var unsubscribed = 0
}

extension CampaignReport {
  /// The report, from the groups of the ledger.
  init(of campaign: Campaign, _ groups: [LedgerGroup], _ people: PeopleFigures) {
    func sum(_ figure: KeyPath<LedgerGroup, Int>) -> Int {
      groups.reduce(0) { $0 + $1[keyPath: figure] }
    }
    func messages(_ status: MessageStatus) -> Int {
      groups.reduce(0) { $0 + ($1.status == status ? $1.messages : 0) }
    }
    let denied = groups.filter { $0.status == .denied }
    let waiting = messages(.planned)
    self.init(
      campaign: campaign.key, enrolled: people.enrolled, declined: people.declined,
      finished: people.finished, requested: sum(\.messages),
      planned: campaign.state == .paused ? 0 : waiting,
      held: campaign.state == .paused ? waiting : 0, accepted: sum(\.accepted),
      captured: messages(.captured), bounced: sum(\.bounced), complained: sum(\.complained),
      denied: Dictionary(denied.map { ($0.rule ?? "unknown", $0.messages) }, uniquingKeysWith: +),
      failed: messages(.failed), expired: messages(.expired), unknown: messages(.unknown),
      cancelled: messages(.cancelled),
      opened: Hits(human: sum(\.opened), machine: sum(\.openedByMachine)),
      clicked: Hits(human: sum(\.clicked), machine: sum(\.clickedByMachine)),
      unsubscribed: people.unsubscribed,
      rates: Rates(
        requested: sum(\.messages), accepted: sum(\.accepted), captured: messages(.captured),
        bounced: sum(\.bounced), complained: sum(\.complained), opened: sum(\.opened),
        clicked: sum(\.clicked), unsubscribed: people.unsubscribed, denied: messages(.denied)))
  }
}

extension CampaignReport.Rates {
  /// The shares, each with what it was made of.
  init(
    requested: Int, accepted: Int, captured: Int, bounced: Int, complained: Int, opened: Int,
    clicked: Int, unsubscribed: Int, denied: Int
  ) {
    // Captured mail reached the people who try the system out: they read it and click.
    let reached = max(0, accepted + captured - bounced)
    self.init(
      bounced: .init(bounced, of: accepted), complained: .init(complained, of: reached),
      opened: .init(opened, of: reached), clicked: .init(clicked, of: reached),
      clickedOfOpened: .init(clicked, of: opened),
      unsubscribed: .init(unsubscribed, of: reached), denied: .init(denied, of: requested))
  }
}
