package import Wire
import ZeroMQ

/// What may be done with a key that is to be made.
package struct Rights: Sendable, Hashable {
  package var scopes: [Scope]
  package var events: [String]
  package var delegates: Bool

  package init(scopes: [Scope], events: [String] = [], delegates: Bool = false) {
    (self.scopes, self.events, self.delegates) = (scopes, events, delegates)
  }

  /// A service follows the others.
  static let service = Rights(scopes: [.service], events: [""])
  /// The gateway speaks for visitors, servers and staff, and looks after nothing.
  static let gateway = Rights(
    scopes: [.frontend, .public, .staff, .observer], events: [""], delegates: true)
  package static let admin = Rights(scopes: [.admin], events: [""], delegates: true)
}

extension KeyFolder {
  /// Makes what is missing of an installation's keys: the services' pairs, and a key for each
  /// process. What is there stays.
  ///
  /// - Returns: whether there was no ring yet.
  @discardableResult
  package func make(services: [String], now: Timestamp) throws(KeyFault) -> Bool {
    for name in ["public", "gateway", "operator"] + services {
      try PrivateFile.makeFolder("\(path)/\(name)")
    }
    return try PrivateFile.locking("\(path)/public") { () throws(KeyFault) in
      let isNew = try PrivateFile.read(ring) == nil
      var ring = isNew ? KeyRing() : try KeyRing(file: self.ring)
      let servers = try makeServers(services)
      let processes =
        services.map { ($0, Rights.service) } + [("gateway", .gateway), ("operator", .admin)]
      for (process, rights) in processes where try PrivateFile.read(keyFile(of: process)) == nil {
        let key = try Self.make(Slug(stringLiteral: process), rights, servers, nil, now, &ring)
        try key.write(to: keyFile(of: process))
      }
      try PrivateFile.write(try ring.text, to: self.ring)
      return isNew
    }
  }

  private func makeServers(_ services: [String]) throws(KeyFault) -> [String: String] {
    var servers: [String: String] = [:]
    for service in services {
      let file = serverFile(of: service)
      if try PrivateFile.read(file) == nil {
        let secret = try Self.pair().secret
        try PrivateFile.write(Array((secret + "\n").utf8), to: file)
      }
      let secret = try serverKeys(of: service).secret
      do throws(ZeroMQError) {
        servers[service] = try Curve.publicKey(forSecret: secret)
      } catch {
        throw KeyFault("\(file) is no secret key: \(error)")
      }
    }
    guard let text = try? JSONCoding.encode(servers) else {
      throw KeyFault("\(self.servers) cannot be written as JSON")
    }
    try PrivateFile.write(text + [0x0A], to: self.servers)
    return servers
  }

  /// Makes a key for a client; its secret is in what comes back, and nowhere else.
  ///
  /// - Throws: when the name is in use, or was.
  package func add(
    _ name: Slug, _ rights: Rights, expiresAt: Timestamp? = nil, now: Timestamp
  ) throws(KeyFault) -> KeyFile {
    try change { ring throws(KeyFault) in
      if let old = ring.keys.first(where: { $0.name == name }) {
        throw KeyFault(
          old.isValid(at: now)
            ? "there is a key \(name) already: choose another name, or rotate it"
            : "\(name) was the name of a key that is no longer valid: choose another")
      }
      return try Self.make(name, rights, try readServers(), expiresAt, now, &ring)
    }
  }

  /// Ends all keys of a name, for good.
  package func revoke(_ name: Slug, now: Timestamp) throws(KeyFault) {
    try change { ring throws(KeyFault) in
      guard ring.change(name, validAt: now, { $0.revokedAt = now }) > 0 else {
        throw KeyFault("there is no valid key \(name)")
      }
    }
  }

  /// Replaces a key: the new one holds at once, the old one until the time is over.
  package func rotate(
    _ name: Slug, oldUntil end: Timestamp, now: Timestamp
  ) throws(KeyFault) -> KeyFile {
    try change { ring throws(KeyFault) in
      guard let old = ring.keys.last(where: { $0.name == name && $0.isValid(at: now) }) else {
        throw KeyFault("there is no valid key \(name)")
      }
      _ = ring.change(name, validAt: now) { $0.expiresAt = min($0.expiresAt ?? end, end) }
      let rights = Rights(scopes: old.scopes, events: old.events, delegates: old.delegates)
      let key = try Self.make(name, rights, try readServers(), old.expiresAt, now, &ring)
      // The key of a process of this installation is put where the process looks for it.
      if try PrivateFile.read(keyFile(of: name.wire)) != nil {
        try key.write(to: keyFile(of: name.wire))
      }
      return key
    }
  }

  /// Gives every service a new pair, and every process here the new public keys. All processes have
  /// to be started again, and whoever holds a key elsewhere needs the new servers' keys.
  package func rotateServers(_ services: [String]) throws(KeyFault) {
    try change { _ throws(KeyFault) in
      for service in services {
        let secret = try Self.pair().secret
        try PrivateFile.write(Array((secret + "\n").utf8), to: serverFile(of: service))
      }
      let servers = try makeServers(services)
      for process in services + ["gateway", "operator"] {
        let old = try KeyFile(file: keyFile(of: process))
        let key = KeyFile(
          name: old.name, public: old.public, secret: old.secret, servers: servers)
        try key.write(to: keyFile(of: process))
      }
    }
  }

  /// Changes the ring, with nobody else doing so.
  private func change<Result>(
    _ body: (inout KeyRing) throws(KeyFault) -> Result
  ) throws(KeyFault) -> Result {
    guard isThere else {
      throw KeyFault("there are no keys in \(path): make them with `rapport keys init`")
    }
    return try PrivateFile.locking("\(path)/public") { () throws(KeyFault) in
      var ring = try KeyRing(file: self.ring)
      let result = try body(&ring)
      try PrivateFile.write(try ring.text, to: self.ring)
      return result
    }
  }

  /// The services' public keys.
  package func readServers() throws(KeyFault) -> [String: String] {
    guard let bytes = try PrivateFile.read(servers),
      let read = try? JSONCoding.decode([String: String].self, from: bytes, mode: .strict)
    else { throw KeyFault("\(servers) is not there, or damaged: `rapport keys init` mends it") }
    return read
  }

  private static func make(
    _ name: Slug, _ rights: Rights, _ servers: [String: String], _ expiresAt: Timestamp?,
    _ now: Timestamp, _ ring: inout KeyRing
  ) throws(KeyFault) -> KeyFile {
    let pair = try pair()
    ring.add(
      Key(
        name: name, publicKey: pair.public, scopes: rights.scopes, events: rights.events,
        delegates: rights.delegates, createdAt: now, expiresAt: expiresAt))
    return KeyFile(
      name: name.wire, public: pair.public, secret: pair.secret, servers: servers)
  }

  private static func pair() throws(KeyFault) -> Curve.KeyPair {
    do throws(ZeroMQError) {
      return try Curve.keyPair()
    } catch {
      throw KeyFault("this machine's libzmq has no CURVE: \(error)")
    }
  }
}
