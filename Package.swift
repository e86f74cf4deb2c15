// swift-tools-version: 6.2

import PackageDescription

/// One set of settings for every target.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
  .treatAllWarnings(as: .error),
]

/// A C library of the system, behind a module map.
func system(_ name: String) -> Target {
  .systemLibrary(name: name, path: "Shared/\(name)")
}

func shared(_ name: String, uses dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Shared/\(name)", swiftSettings: strict)
}

/// A process: a library that tests import, and the small executable that runs it.
func service(
  _ folder: String, library: String, executable: String, uses dependencies: [Target.Dependency],
  running more: [Target.Dependency] = []
) -> [Target] {
  [
    .target(
      name: library, dependencies: dependencies, path: "Services/\(folder)", exclude: ["Run"],
      swiftSettings: strict),
    .executableTarget(
      name: executable, dependencies: [.target(name: library)] + more,
      path: "Services/\(folder)/Run", swiftSettings: strict),
  ]
}

/// One of the four services: they differ in what they use beyond the engine.
func service(_ folder: String, uses more: [Target.Dependency] = []) -> [Target] {
  let engine: [Target.Dependency] = ["Engine", "Models", "Store", "Wire"]
  return service(
    folder, library: "\(folder)Service", executable: "rapport-\(folder.lowercased())",
    uses: engine + more, running: ["Engine", "Models"] + more.filter { $0.isMail })
}

func tests(of name: String, uses dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests",
    swiftSettings: strict)
}

extension Target.Dependency {
  static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
  static let configuration = product(name: "Configuration", package: "swift-configuration")
  static let crypto = product(name: "Crypto", package: "swift-crypto")
  static let http = product(name: "HTTPTypes", package: "swift-http-types")
  static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
  static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
  static let logging = product(name: "Logging", package: "swift-log")
  static let mustache = product(name: "Mustache", package: "swift-mustache")
  static let nio = product(name: "NIOCore", package: "swift-nio")
  static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
  static let nioEmbedded = product(name: "NIOEmbedded", package: "swift-nio")
  static let nioHTTPParts = product(name: "NIOHTTPTypes", package: "swift-nio-extras")
  static let nioHTTP = product(name: "NIOHTTP1", package: "swift-nio")

  var isMail: Bool {
    if case .byNameItem("Mail", _) = self { true } else { false }
  }
}

/// What a test needs to put services into a town.
let town: [Target.Dependency] = ["Engine", "Models", "Store", "TestSupport", "Wire"]

let libraries = [
  system("CCares"), system("CClock"), system("CCurl"), system("CGMime"), system("CPostgres"),
  system("CSQLite"), system("CSodium"), system("CZeroMQ"),
  shared("ZeroMQ", uses: ["CZeroMQ"]),
  shared("Wire"),
  shared("Models", uses: ["Wire"]),
  shared("Store", uses: ["CSQLite", "CPostgres"]),
  shared("Mail", uses: ["CCurl", "CGMime"]),
  shared("DNS", uses: ["CCares"]),
  shared("Passwords", uses: ["CSodium"]),
  shared("Web", uses: ["CCurl"]),
  shared("Supervision"),
  shared("Logs", uses: ["Wire", .logging]),
  shared("Access", uses: ["Wire", "ZeroMQ"]),
  shared(
    "Engine",
    uses: [
      "Access", "Logs", "Store", "Supervision", "Wire", "ZeroMQ", .logging, .crypto,
      .configuration,
    ]),
  shared("Client", uses: ["Access", "ZeroMQ", "Wire", "Models"]),
]

let processes =
  service("Forms", uses: [.crypto])
  + service("Tickets", uses: ["Passwords", .crypto])
  + service("Campaigns")
  + service("Notifications", uses: ["Mail", .mustache, .crypto])
  + service(
    "Gateway", library: "Gateway", executable: "rapport-gateway",
    uses: [
      "Access", "Client", "Models", "Supervision", "Wire", .crypto, .http, .hummingbird, .logging,
      .mustache, .nio, .nioHTTP, .nioHTTPParts, .lifecycle,
    ], running: ["Logs", "Supervision", .nio, .logging])
  + service(
    "Operator", library: "Operator", executable: "rapport",
    uses: [
      "Access", "CClock", "Client", "DNS", "Mail", "Models", "Supervision", "Web", "Wire",
      .argumentParser, .crypto,
    ])

let suites = [
  Target.target(
    name: "TestSupport", dependencies: ["Engine", "Models", "Store", "Wire", .logging],
    path: "Tests/Support", exclude: ["child.sh", "smtp_server.py"], swiftSettings: strict),
  tests(of: "ZeroMQ", uses: ["ZeroMQ"]),
  tests(of: "Wire", uses: ["Wire"]),
  tests(of: "Store", uses: ["Store", "TestSupport"]),
  tests(of: "Mail", uses: ["Mail"]),
  tests(of: "Passwords", uses: ["Passwords"]),
  tests(of: "Access", uses: ["Access", "Wire", "ZeroMQ"]),
  tests(of: "Engine", uses: town + ["Access", "ZeroMQ", .logging]),
  tests(of: "Client", uses: ["Access", "Client", "Models", "Wire", "ZeroMQ"]),
  tests(of: "Forms", uses: town + ["FormsService"]),
  tests(of: "Tickets", uses: town + ["TicketsService"]),
  tests(of: "Campaigns", uses: town + ["CampaignsService"]),
  tests(of: "Notifications", uses: town + ["Mail", "NotificationsService"]),
  tests(
    of: "Suite",
    uses: town + [
      "Access", "CampaignsService", "FormsService", "NotificationsService", "TicketsService",
    ]),
  tests(
    of: "Gateway",
    uses: [
      "Access", "Client", "Gateway", "Models", "Wire", .http, .hummingbird, .hummingbirdTesting,
      .logging, .nio, .nioEmbedded, .nioHTTPParts,
    ]),
  tests(of: "Operator", uses: ["Access", "Client", "Models", "Operator", "Wire", .argumentParser]),
]

let package = Package(
  name: "rapport",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(
      url: "https://github.com/apple/swift-configuration", from: "1.4.0",
      traits: ["CommandLineArguments"]),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: libraries + processes + suites)
