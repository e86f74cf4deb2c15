package import Store
package import Wire

/// Everything one service is: its table of contents.
///
///     package static func service(_ settings: Settings) -> Service {
///       Service(
///         name: "tickets", migrations: Schema.migrations,
///         answers: Tickets.answers + Conversation.answers,
///         emits: TicketsEvents.all,
///         hears: Intake.hears,
///         times: Intake.times)
///     }
///
/// The engine checks it at start: every method is answered once, every event belongs to the service.
package struct Service: Sendable {
  /// The service's name: the first part of its event types, its log and its source.
  package let name: String
  /// The tables, append-only; see `Migration`.
  package let migrations: [Migration]
  package let answers: [Answers]
  package let emits: [any Event.Type]
  package let hears: [Hearing]
  /// The tables that can be made again from the logs of others.
  package let projections: [Projection]
  package let times: [Timing]
  /// What a restore must not undo.
  package let preserves: [Preservation]
  /// What of its own can be damaged, beyond what the database looks after.
  package let checks: [Check]
  package let couriers: [any Courier]
  /// What it measures beside what every service does.
  package let measures: [Measure]
  /// Logs whose silence or stop must hold back what depends on them (consent, suppression).
  package let start: @Sendable (Context) throws -> Void

  /// - Parameter start: runs in a transaction of its own each time the service starts, before
  ///   anything else: what ships with the service is put there if it is absent.
  package init(
    name: String, migrations: [Migration], answers: [Answers], emits: [any Event.Type] = [],
    hears: [Hearing] = [], projections: [Projection] = [], times: [Timing] = [],
    checks: [Check] = [], preserves: [Preservation] = [], couriers: [any Courier] = [],
    measures: [Measure] = [],
    start: @escaping @Sendable (Context) throws -> Void = { _ in }
  ) {
    (self.name, self.migrations, self.answers) = (name, migrations, answers)
    (self.emits, self.hears, self.times) = (emits, hears, times)
    (self.projections, self.checks, self.preserves) = (projections, checks, preserves)
    (self.couriers, self.measures, self.start) = (couriers, measures, start)
  }

  /// The services whose logs this one follows, by name.
  package var follows: [String] {
    Array(Set(hears.map(\.service))).sorted()
  }

  /// What is wrong with the declaration, one sentence each; empty for a sound one.
  package var flaws: [String] {
    duplicated(answers.map(\.name)).map { "\(name) answers \($0) more than once" }
      + duplicated(emits.map { $0.type }).map { "\(name) declares \($0) more than once" }
      + duplicated(times.map(\.name)).map { "\(name) times \($0) more than once" }
      + duplicated((measures + EngineMeasures.all).map(\.name)).map {
        "\(name) measures \($0) more than once"
      }
      + emits.map { $0.type }.filter { !$0.hasPrefix(name + ".") }.map {
        "\($0) is not an event of \(name)"
      }
      + hears.filter { $0.service == name }.map { "\(name) follows itself for \($0.type)" }
      + duplicated(hears.map(\.name)).map { "\(name) has more than one \($0)" }
  }

  private func duplicated(_ names: [String]) -> [String] {
    Dictionary(grouping: names, by: \.self).filter { $0.value.count > 1 }.keys.sorted()
  }
}
