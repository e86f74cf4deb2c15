import Access
import ArgumentParser
import Foundation
import Models
import Wire

/// `rapport up`: all processes of one machine in one terminal.
struct Up: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Starts and supervises all services and the gateway; Ctrl-C stops them.",
    discussion: """
      Mail is captured instead of sent unless --smtp is given: smtp://user:password@host:587 \
      (STARTTLS) or smtps://user:password@host.

      On the loopback interface no keys are asked for unless there are some. With --keys, or when it \
      listens elsewhere with --bind, the first start makes them and prints an admin key once.
      """)

  @Option(help: "Where databases and the secret are kept.", completion: .directory)
  var data = "./data"

  @Option(help: "What is added to every port.")
  var portOffset = 0

  @Option(help: "Where the services listen; 127.0.0.1 if not given.")
  var bind: String?

  @Flag(help: "Ask everybody for a key, on this machine too.")
  var keys = false

  @Flag(help: "Keep mail to be read instead of sending it (the default).")
  var captureMail = false

  @Option(help: "Send mail through this server.")
  var smtp: String?

  @Option(help: "The address of the hosted pages as the world sees it.")
  var publicURL: String?

  @Option(
    help: "Where the services' executables are; beside this one if not given.",
    completion: .directory)
  var bin: String?

  @Option(help: "trace, debug, info, notice, warning, error or critical.")
  var logLevel = "info"

  func validate() throws {
    if captureMail, smtp != nil {
      throw ValidationError("Mail is either captured or sent: give --capture-mail or --smtp.")
    }
    guard (0...50_000).contains(portOffset) else {
      throw ValidationError("--port-offset must be 0 to 50000.")
    }
  }

  func run() async throws {
    let programs = try Program.all(in: bin ?? Program.ownFolder, environment: environment)
    try prepareData()
    if keys || bind != nil { try prepareKeys() }
    let paint = Console.paint
    var supervisor = Supervisor(programs) { name, line in
      Console.say(LogLine(paint).text(line, of: name))
    }
    try await supervisor.run(whenReady: readiness)
  }

  /// What the services read, see their configuration in the README.
  var environment: [String: String] {
    var environment = ProcessInfo.processInfo.environment
    environment["RAPPORT_DATA"] = data
    environment["RAPPORT_PORT_OFFSET"] = "\(portOffset)"
    environment["RAPPORT_LOG_LEVEL"] = logLevel
    if let bind { environment["RAPPORT_BIND"] = bind }
    // Whoever listens at one address only is reached there only.
    if let bind, bind != "0.0.0.0" { environment["RAPPORT_HOST"] = bind }
    if let publicURL { environment["RAPPORT_PUBLIC_URL"] = publicURL }
    environment["RAPPORT_SMTP"] = smtp
    environment["RAPPORT_CAPTURE_MAIL"] = smtp == nil ? "1" : nil
    return environment
  }

  /// Said here once, instead of by every service.
  private func prepareData() throws(Failure) {
    do {
      try FileManager.default.createDirectory(
        atPath: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure(EX_CANTCREAT, "The data folder \(data) cannot be made.")
    }
    guard access(data, W_OK | X_OK) == 0 else {
      throw Failure(
        EX_CANTCREAT, "The data folder \(data) cannot be written; choose another with --data.")
    }
  }

  /// Makes keys at the first start, and shows an admin's once.
  private func prepareKeys() throws {
    let folder = KeyFolder.find(environment) ?? KeyFolder("\(data)/keys")
    guard try folder.make(services: Suite.members.map(\.name), now: LocalTime.now) else { return }
    let admin = try folder.add("admin", .admin, now: LocalTime.now)
    Console.say("This admin key is shown once; keep it, to call from other machines:")
    Console.say(String(decoding: try admin.text.dropLast(), as: UTF8.self))
  }

  /// Waits for all services, then says where everything is.
  private var readiness: @Sendable () async -> [String] {
    let (offset, smtp, data, publicURL) = (portOffset, smtp, data, publicURL)
    let environment = environment.filter {
      ["RAPPORT_HOST", "RAPPORT_DATA", "RAPPORT_KEYS"].contains($0.key)
    }
    let start = LocalTime.now
    return {
      let gateway = 8080 + offset
      guard
        let installation = try? Installation(
          host: nil, portOffset: offset, environment: environment),
        await Readiness.waits(for: installation, gateway: gateway, startedAfter: start)
      else { return ["Not everything has answered within a minute; see the lines above."] }
      return Readiness.announcement(
        pages: publicURL ?? "http://127.0.0.1:\(gateway)", gateway: gateway, data: data, smtp: smtp,
        portOffset: offset, hasKeys: KeyFolder.find(environment) != nil)
    }
  }
}
