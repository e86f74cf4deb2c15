import Foundation
import Mail
import Testing

/// A real SMTP server (aiosmtpd) in a process of its own, in a folder of its own.
final class SMTPServer {
  let port: Int
  private let folder: URL
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  /// The interpreter that can import aiosmtpd, or nil: then these tests are skipped.
  static let python: String? = {
    let given = ProcessInfo.processInfo.environment["RAPPORT_TEST_PYTHON"]
    let candidates = [given, ".build/python/bin/python"].compactMap { $0 }
    return candidates.first { python in
      let probe = Process()
      probe.executableURL = URL(fileURLWithPath: python)
      probe.arguments = ["-c", "import aiosmtpd"]
      probe.standardError = FileHandle.nullDevice
      guard (try? probe.run()) != nil else { return false }
      probe.waitUntilExit()
      return probe.terminationStatus == 0
    }
  }()

  static let skipped: Comment = "needs aiosmtpd: set RAPPORT_TEST_PYTHON or run deploy/test"

  init(_ options: [String]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Support/smtp_server.py")
    process.executableURL = URL(fileURLWithPath: try #require(Self.python))
    process.arguments =
      [script.path, "--store", folder.appending(path: "mail.jsonl").path]
      + ["--certificate", folder.path] + options
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    port = try #require(Int(Self.line(from: output)))
  }

  deinit {
    if process.isRunning { process.terminate() }
    try? FileManager.default.removeItem(at: folder)
  }

  var authority: String { folder.appending(path: "cert.pem").path }

  /// A session without encryption, unless the query says otherwise.
  func session(_ query: String = "tls=off", user: String = "") throws -> SMTPSession {
    let login = user.isEmpty ? "" : "\(user)@"
    return SMTPSession(try SMTPSettings(url: "smtp://\(login)localhost:\(port)?\(query)"))
  }

  /// Ends the server once its connections are closed, and tells what it saw.
  func stop() throws -> Seen {
    try input.fileHandleForWriting.close()
    let summary = Self.line(from: output)
    process.waitUntilExit()
    let totals = try JSONDecoder().decode(Seen.Totals.self, from: Data(summary.utf8))
    let file = folder.appending(path: "mail.jsonl")
    let lines = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return Seen(
      connections: totals.connections,
      messages: try lines.split(separator: "\n").map {
        try JSONDecoder().decode(Seen.Message.self, from: Data($0.utf8))
      })
  }

  private static func line(from pipe: Pipe) -> String {
    var bytes: [UInt8] = []
    while let byte = try? pipe.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A {
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// What the server saw from its side.
struct Seen {
  struct Totals: Decodable { let connections: Int }

  struct Message: Decodable {
    let connection: Int
    let from: String
    let to: [String]
    let options: [String]
    let tls: Bool
    let login: String?
    let message: Data
    let answered: Bool
  }

  let connections: Int
  let messages: [Message]
}
