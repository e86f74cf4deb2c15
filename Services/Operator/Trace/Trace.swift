import ArgumentParser
import Client
import Foundation
import Models
import Wire

/// `rapport trace`: everything that one request caused, across all services.
struct Trace: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what one request caused, across all services, as a tree with times.",
    discussion: """
      A trace's id stands in the logs, in a reply's meta.traceparent and in the X-Traceparent of a \
      mail. The id of an event, a message, a ticket or anything else that events are about shows \
      each chain it is part of.

        rapport trace 01977d2ab3c67f5a8b1c2d3e4f506172
        rapport trace ticket_01jv4x5vb4pex5vsknk084sn02
      """)

  @Argument(help: "A trace's id, a traceparent, or the id of an event or of what it is about.")
  var id: String

  @Flag(help: "The events as JSON lines.")
  var json = false

  @OptionGroup var options: InstallationOptions

  func run() async throws {
    let installation = try options.installation()
    let traces = try await Self.traces(of: id, in: installation)
    guard !traces.isEmpty else {
      throw Failure(EX_NOINPUT, "No event knows \(id).")
    }
    for (place, trace) in traces.enumerated() {
      let events = try await Self.events(ofTrace: trace, in: installation)
      guard !events.isEmpty else { throw Failure(EX_NOINPUT, "No event belongs to \(trace).") }
      if json {
        for event in events { Console.say(try RawJSON(encoding: event).text) }
      } else {
        if place > 0 { Console.say("") }
        TraceTree(trace: trace, events: events)
          .lines(Console.paint, time: LocalTime.text).forEach(Console.say)
      }
    }
  }

  /// The traces that an id is part of, oldest first.
  private static func traces(
    of id: String, in installation: Installation
  ) async throws -> [String] {
    let name = TraceName(id)
    if case .trace(let trace) = name { return [trace] }
    let found = try await EventSearch.all(
      name.wanted, of: Suite.members.map(\.name), in: installation)
    var traces: [String] = []
    for trace in found.compactMap(\.traceparent).compactMap(Traceparent.trace)
    where !traces.contains(trace) {
      traces.append(trace)
    }
    return traces
  }

  private static func events(
    ofTrace trace: String, in installation: Installation
  ) async throws -> [CloudEvent] {
    try await EventSearch.all(
      .init(trace: trace, from: TraceName.start(ofTrace: trace, now: LocalTime.now)),
      of: Suite.members.map(\.name), in: installation)
  }
}

/// What somebody has of a chain.
enum TraceName: Equatable {
  case trace(String)
  /// An event, or what it is about; and when that came to be.
  case event(String, Timestamp)
  case subject(String, Timestamp?)

  init(_ text: String) {
    let lower = text.lowercased()
    if let trace = Traceparent.trace(of: lower) {
      self = .trace(trace)
    } else if lower.count == 32, lower.allSatisfy(\.isHexDigit) {
      self = .trace(lower)
    } else if let uuid = UUIDv7(lower) {
      self = .event(uuid.description, Timestamp(milliseconds: uuid.milliseconds))
    } else {
      let made = (try? TypeID.decode(text)).map { Timestamp(milliseconds: $0.uuid.milliseconds) }
      self = .subject(text, made)
    }
  }

  /// Clocks of two machines may differ.
  private static let leeway = Period.minutes(5)

  /// When to begin to look, if the trace tells; others' ids may seem to, of a time to come.
  static func start(ofTrace id: String, now: Timestamp) -> Timestamp? {
    Traceparent.time(ofTrace: id).flatMap { $0 <= now + leeway ? $0 - leeway : nil }
  }

  var wanted: EveryService.SearchEvents.Params {
    switch self {
    case .trace(let trace): .init(trace: trace)
    case .event(let id, let time): .init(id: id, from: time - Self.leeway, to: time + Self.leeway)
    case .subject(let subject, let time):
      .init(subject: subject, from: time.map { $0 - Self.leeway })
    }
  }
}
