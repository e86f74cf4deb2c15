package import Client
import Models
package import Wire

/// The real services, each behind a client of its own.
package struct SuiteBackend: Backend {
  private let clients: [String: Client]

  /// - Parameter addresses: where each service is, by its name.
  package init(_ addresses: [String: ServiceAddress]) {
    clients = Dictionary(
      uniqueKeysWithValues: addresses.map { ($0.key, Client($0.value, service: $0.key)) })
  }

  package func answer(_ call: Call) async throws(ServiceError) -> Answer {
    guard let service = call.service ?? Suite.owner(ofMethod: call.method)?.name,
      let client = clients[service]
    else { throw ServiceError(.methodNotFound, "No service has a method \(call.method).") }
    return try await client.call(
      raw: call.method, params: call.params, key: call.key, timeout: call.timeout,
      actor: call.actor.wire, after: call.after, traceparent: call.traceparent)
  }

  package func follow(
    _ service: String, from position: LogPosition, types: [String]
  ) -> AsyncThrowingStream<CloudEvent, any Error> {
    guard let client = clients[service] else {
      return AsyncThrowingStream { throw ServiceError.notFound("There is no service \(service).") }
    }
    return client.follow(from: position, types: types)
  }
}
