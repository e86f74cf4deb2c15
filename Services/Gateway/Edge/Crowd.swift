import Synchronization

/// How many connections each address has, so that one of them cannot have all.
package final class Crowd: Sendable {
  private let proxies: TrustedProxies
  private let most: Int
  private let counts = Mutex<[IPAddress: Int]>([:])

  package init(_ proxies: TrustedProxies, most: Int) {
    (self.proxies, self.most) = (proxies, most)
  }

  /// Lets a connection in; what it returns is given back when it ends. Nil: the address has enough.
  package func enter(_ peer: String?) -> Place? {
    guard let address = peer.flatMap(IPAddress.init), !proxies.trust(address) else {
      return Place(network: nil)
    }
    let network = address.network
    let isIn = counts.withLock { counts in
      guard counts[network, default: 0] < most else { return false }
      counts[network, default: 0] += 1
      return true
    }
    return isIn ? Place(network: network) : nil
  }

  package func leave(_ place: Place) {
    guard let network = place.network else { return }
    counts.withLock { counts in
      counts[network] = counts[network].flatMap { $0 > 1 ? $0 - 1 : nil }
    }
  }

  /// One connection's place; nobody counts those of trusted proxies.
  package struct Place: Sendable {
    fileprivate let network: IPAddress?
  }
}
