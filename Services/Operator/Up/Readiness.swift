import Client
import Foundation
import Models
import Wire

/// When the suite is up, and what is said then.
enum Readiness {
  /// Waits until every service answers, the logs of all have reached all, and the gateway listens.
  ///
  /// - Parameter start: what was running before is another installation's, in the way of this one.
  /// - Returns: false if a minute was not enough.
  static func waits(
    for installation: Installation, gateway port: Int, startedAfter start: Timestamp
  ) async -> Bool {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      if await areLive(installation, start), listens(at: port) { return true }
      try? await Task.sleep(for: .milliseconds(100))
    }
    return false
  }

  private static func areLive(_ installation: Installation, _ start: Timestamp) async -> Bool {
    for member in Suite.members {
      let status = try? await installation[member.name].call(
        EveryService.Status.self, .init(), timeout: .seconds(5)
      ).value
      guard let status, status.startedAt >= start,
        status.followers.allSatisfy({ $0.state == "live" })
      else { return false }
    }
    return true
  }

  /// Whether something takes connections at a port of this machine.
  static func listens(at port: Int) -> Bool {
    let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard connection >= 0, let port = UInt16(exactly: port) else { return false }
    defer { close(connection) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  static func announcement(
    pages: String, gateway port: Int, data: String, smtp: String?, portOffset: Int,
    hasKeys: Bool = false
  ) -> [String] {
    let offset = portOffset == 0 ? "" : " --port-offset \(portOffset)"
    var lines = [
      "Rapport is up; its data is in \(data).",
      "  pages    \(pages)/forms/KEY",
      "  events   rapport tail\(offset)",
      "  state    rapport status\(offset)",
    ]
    if smtp == nil {
      lines.append("  mail     captured, NOT sent: http://127.0.0.1:\(port)/mail")
    }
    if hasKeys {
      lines.append("  keys     asked for; rapport finds its own with RAPPORT_DATA=\(data)")
    }
    return lines + ["  stop     Ctrl-C"]
  }
}
