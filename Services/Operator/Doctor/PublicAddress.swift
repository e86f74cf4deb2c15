import DNS
import Foundation
import Web

/// The address that links in mail begin with.
enum PublicAddress {
  private static let subject = "public URL"

  /// Rules first; then whether it leads to the gateway.
  static func finding(_ url: String?) -> Finding {
    if let flaw = flaw(url) { return flaw }
    let address = (url ?? "") + "/healthz"
    do throws(WebError) {
      let status = try WebRequest(url: address).get().status
      return status == 200
        ? Finding(.good, subject, "\(address) answers")
        : Finding(
          .bad, subject, "\(address) answers with status \(status)",
          advice: "Let the reverse proxy lead it to the gateway: see deploy/proxy.")
    } catch {
      return Finding(
        .bad, subject, "\(address) cannot be reached from here: \(error)",
        advice: "Customers follow links to it: check DNS, certificate, proxy and firewall.")
    }
  }

  /// What is wrong with it before anybody asks it; nil for nothing.
  static func flaw(_ url: String?) -> Finding? {
    guard let url, !url.isEmpty else {
      return Finding(
        .bad, subject, "it is not set: links in mail lead to 127.0.0.1",
        advice: "Set RAPPORT_PUBLIC_URL to https://… as the world sees the gateway.")
    }
    let scheme = url.prefix { $0 != ":" }.lowercased()
    guard scheme == "https" || scheme == "http" else {
      return Finding(.bad, subject, "\(url) is no web address", advice: "Begin it with https://.")
    }
    if scheme == "http", !isLoopback(url) {
      return Finding(
        .bad, subject, "\(url) is not encrypted",
        advice: "Put a proxy with a certificate in front and set https://: links carry tokens.")
    }
    return nil
  }

  private static func isLoopback(_ url: String) -> Bool {
    let host = URLComponents(string: url)?.host ?? ""
    let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    return host == "localhost" || IPAddress(bare)?.isLoopback == true
  }
}
