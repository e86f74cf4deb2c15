import Client
import Models
import Wire

/// Looks for events in the logs of several services.
enum EventSearch {
  /// All that fit, of all services, in the order in which they happened.
  static func all(
    _ wanted: EveryService.SearchEvents.Params, of services: [String],
    in installation: Installation
  ) async throws(ServiceError) -> [CloudEvent] {
    var found: [CloudEvent] = []
    for service in services {
      found += try await all(wanted, of: installation[service])
    }
    return found.sorted { ($0.time, $0.source, $0.sequence) < ($1.time, $1.source, $1.sequence) }
  }

  private static func all(
    _ wanted: EveryService.SearchEvents.Params, of service: Client
  ) async throws(ServiceError) -> [CloudEvent] {
    var (found, asked): ([CloudEvent], EveryService.SearchEvents.Params) = ([], wanted)
    asked.limit = 500
    while true {
      let page = try await service.call(
        EveryService.SearchEvents.self, asked, timeout: .seconds(30)
      ).value
      found += page.events
      guard page.through < page.end else { return found }
      asked.after = page.through
    }
  }
}
