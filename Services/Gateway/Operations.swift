import HTTPTypes
import Hummingbird
import Models
import NIOCore
import Supervision
import Wire

/// For whoever watches over the installation: does it live, is it ready, how is it doing.
///
/// Health is told to anybody. Measurements are told to what is near: this machine and private
/// networks, and not through a proxy.
struct Operations: Sendable {
  let site: Site
  let hits: Hits

  /// How long a service may take to be called ready.
  private static let patience = Period.seconds(1)

  func add(to router: Router<GatewayContext>) {
    router.get("/healthz") { _, _ in Self.text("ok\n") }
    router.get("/readyz", use: readiness)
    router.get("/metrics", use: metrics)
  }

  @Sendable func readiness(_ request: Request, _ context: GatewayContext) async throws -> Response {
    let states = await ask(EveryService.Status.self, EveryService.Status.Params())
    let isReady = states.allSatisfy { $0.result != nil }
    let services = states.map { state -> (String, JSON) in
      let version = (state.result?.version).map(JSON.string) ?? .null
      return (state.service, ["ready": .bool(state.result != nil), "version": version])
    }
    let detail: JSON = [
      "ready": .bool(isReady), "services": .object(Dictionary(uniqueKeysWithValues: services)),
    ]
    return try .json(detail, isReady ? .ok : .serviceUnavailable)
  }

  @Sendable func metrics(_ request: Request, _ context: GatewayContext) async throws -> Response {
    guard context.visitor.isNearby else { throw HTTPError(.notFound) }
    var exposition = Exposition()
    exposition.declare("rapport_up", "gauge", "1 for a process that answers.")
    exposition.add("rapport_up", "gauge", ["service": "gateway"], 1)
    addOwn(to: &exposition)
    for state in await ask(EveryService.Metrics.self, EveryService.Metrics.Params()) {
      exposition.add(
        "rapport_up", "gauge", ["service": state.service], state.result == nil ? 0 : 1)
      for family in state.result?.families ?? [] {
        exposition.declare(family.name, family.type, family.help)
      }
      for sample in state.result?.samples ?? [] {
        let labels = sample.labels.merging(["service": state.service]) { $1 }
        exposition.add(sample.name, sample.type, labels, sample.value)
      }
    }
    return Self.text(exposition.text, version: "; version=0.0.4")
  }

  /// What the gateway measures of itself.
  private func addOwn(to exposition: inout Exposition) {
    let own: [(String, String, String, Double)] = [
      (
        "rapport_gateway_hits_dropped_total", "counter",
        "Opens and clicks that could not be passed on.", Double(hits.dropped)
      ),
      (
        "process_resident_memory_bytes", "gauge", "Memory that the process holds.",
        Double(ProcessFigures.residentMemory)
      ),
      (
        "process_open_fds", "gauge", "Open file descriptors.",
        Double(ProcessFigures.openDescriptors)
      ),
      (
        "process_max_fds", "gauge", "How many file descriptors the process may have.",
        Double(ProcessFigures.mostDescriptors)
      ),
      (
        "process_cpu_seconds_total", "counter", "Processor time used.",
        ProcessFigures.processorSeconds
      ),
    ]
    for (name, type, help, value) in own {
      exposition.declare(name, type, help)
      exposition.add(name, type, ["service": "gateway"], value)
    }
  }

  /// Asks all services at once; those that did not answer in time have no result.
  private func ask<M: Wire.Method>(
    _ method: M.Type, _ params: M.Params
  ) async -> [(service: String, result: M.Result?)] {
    await withTaskGroup(of: (service: String, result: M.Result?).self) { group in
      for member in Suite.members {
        group.addTask {
          let result = try? await site.backend.call(
            method, params, of: member.name, as: .gateway, timeout: Self.patience)
          return (member.name, result)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }.sorted { $0.service < $1.service }
    }
  }

  private static func text(_ text: String, version: String = "") -> Response {
    Response(
      status: .ok, headers: [.contentType: "text/plain\(version); charset=utf-8"],
      body: .init(byteBuffer: ByteBuffer(string: text)))
  }
}

extension Response {
  static func json(_ value: some Encodable, _ status: HTTPResponse.Status = .ok) throws -> Response
  {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(bytes: try JSONCoding.encode(value))))
  }
}
