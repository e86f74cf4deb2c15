import Foundation
import Wire

/// What the installation must not lose: its secret, its keys, its backups.
struct DataExamination {
  let folder: String
  let environment: [String: String]
  let now: Timestamp

  var findings: [Finding] {
    let secret = environment["RAPPORT_SECRET_FILE"] ?? "\(folder)/secret"
    let keys = environment["RAPPORT_KEYS"] ?? "\(folder)/keys"
    let backups = environment["RAPPORT_BACKUPS"] ?? "\(folder)/backups"
    return [
      Self.privacy("secret", secret, permissions(secret), ifAbsent: .bad),
      Self.privacy("keys", keys, permissions(keys), ifAbsent: .unknown),
      Self.backup(newest(in: backups), now: now),
    ]
  }

  private func permissions(_ path: String) -> Int? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.posixPermissions] as? Int
  }

  /// - Parameter permissions: the file's mode; nil when it is not there.
  static func privacy(
    _ subject: String, _ path: String, _ permissions: Int?, ifAbsent verdict: Finding.Verdict
  ) -> Finding {
    guard let permissions else {
      return Finding(verdict, subject, "\(path) is not there, or may not be seen from here")
    }
    guard permissions & 0o077 == 0 else {
      return Finding(
        .bad, subject, "\(path) can be read by others (mode \(String(permissions, radix: 8)))",
        advice: "chmod -R go= \(path); if others may have read it, rotate it: rapport keys rotate")
    }
    return Finding(.good, subject, "\(path) is for its owner alone")
  }

  /// When the newest backup was made.
  private func newest(in backups: String) -> Timestamp? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: backups)) ?? []
    return names.compactMap { name -> Timestamp? in
      let attributes = try? FileManager.default.attributesOfItem(atPath: "\(backups)/\(name)")
      return (attributes?[.modificationDate] as? Date).map {
        Timestamp(milliseconds: Int64($0.timeIntervalSince1970 * 1_000))
      }
    }.max()
  }

  static func backup(_ newest: Timestamp?, now: Timestamp) -> Finding {
    let advice = "rapport backup --keep 14, every night; deploy/systemd has a timer for it."
    guard let newest else { return Finding(.bad, "backup", "there is none", advice: advice) }
    let age = Period(milliseconds: max(0, now - newest))
    let sentence = "the newest is \(age.brief) old"
    return age > .hours(26)
      ? Finding(.bad, "backup", sentence, advice: advice) : Finding(.good, "backup", sentence)
  }
}
