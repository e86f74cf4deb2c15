import Wire

/// The thread that writes: takes what is there, runs it as one batch, and passes on what it left.
final class Loop {
  private let engine: Engine
  private let inbox: Inbox
  private let outbox: Outbox
  private let readers: Readers
  private let position: Position
  private let followers: [String: Follower]
  private let crews: [String: any Crew]
  /// Requests whose `meta.after` is not reached yet.
  private var waiting: [Exchange] = []
  /// How often they are looked at for their deadline, in milliseconds.
  private static let glance: Int64 = 50

  init(
    engine: Engine, inbox: Inbox, outbox: Outbox, readers: Readers, position: Position,
    followers: [Follower], crews: [any Crew]
  ) {
    (self.engine, self.inbox, self.outbox) = (engine, inbox, outbox)
    (self.readers, self.position) = (readers, position)
    self.followers = Dictionary(uniqueKeysWithValues: followers.map { ($0.service, $0) })
    self.crews = Dictionary(uniqueKeysWithValues: crews.map { ($0.name, $0) })
  }

  /// Works until the inbox is closed and empty.
  func run() {
    while true {
      let load = inbox.take(waiting: pause)
      load.notes.forEach { $0(engine) }
      if load.isLast { return }
      let work = load.work + waiting.map(Work.exchange)
      waiting = []
      if work.isEmpty, !isTimerDue {
        publish()
      } else {
        pass(on: engine.run(work))
      }
    }
  }

  private var isTimerDue: Bool { engine.nextTimer.map { $0 <= engine.now } ?? false }

  /// Until the next timer, in milliseconds; nil is until something comes.
  private var pause: Int64? {
    let timer = engine.nextTimer.map { max(0, $0 - engine.now) }
    return waiting.isEmpty ? timer : min(timer ?? Self.glance, Self.glance)
  }

  private func pass(on outcome: BatchOutcome) {
    outbox.push(outcome)
    publish()
    if !outcome.events.isEmpty { readers.logGrew() }
    waiting = outcome.waiting
    outcome.after.forEach { $0() }
    for name in outcome.woken { crews[name]?.wake() }
    for service in outcome.stopped { engine.note(service) { $0.state = .stopped } }
    for service in outcome.rewound {
      guard let following = engine.following(service) else { continue }
      followers[service]?.rewind(to: following)
    }
  }

  /// Lets the other threads know where things stand.
  private func publish() {
    position.move(head: engine.position.head, followings: engine.followings)
  }
}
