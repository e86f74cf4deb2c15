import Access
import ArgumentParser
import Wire

/// `rapport keys list`: who is known, and what they may do. It shows no secrets; there are none.
struct ListKeys: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists all keys, those that were revoked too.")

  @OptionGroup var options: KeyFolderOptions

  func run() throws {
    let ring = try KeyRing(file: options.folder.ring)
    Self.table(ring.keys, now: LocalTime.now).lines.forEach(Console.say)
  }

  static func table(_ keys: [Key], now: Timestamp) -> Table {
    Table(
      ["NAME", "STATE", "SCOPES", "HEARS", "DELEGATES", "MADE", "PUBLIC KEY"],
      rows: keys.map { key in
        [
          key.name.wire, state(key, now), key.scopes.map(\.rawValue).joined(separator: ","),
          key.events.isEmpty
            ? "-" : key.events.map { $0.isEmpty ? "everything" : $0 }.joined(separator: ","),
          key.delegates ? "yes" : "-", LocalTime.text(key.createdAt), key.publicKey,
        ]
      })
  }

  private static func state(_ key: Key, _ now: Timestamp) -> String {
    if let revoked = key.revokedAt { return "revoked \(LocalTime.text(revoked))" }
    guard let end = key.expiresAt else { return "valid" }
    return (key.isValid(at: now) ? "valid until " : "expired ") + LocalTime.text(end)
  }
}
