// swift-tools-version: 6.2

import PackageDescription

/// One set of settings for every target; see the decision records for why each is on.
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

func system(_ name: String) -> Target {
  .systemLibrary(name: name, path: "Shared/\(name)")
}

func shared(_ name: String, uses dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: dependencies, path: "Shared/\(name)", swiftSettings: strict)
}

/// A service: a library that tests import, and the small executable that runs it.
func service(
  _ folder: String, runs executable: String, uses dependencies: [Target.Dependency]
) -> [Target] {
  [
    .target(
      name: "\(folder)Service", dependencies: dependencies, path: "Services/\(folder)",
      exclude: ["Run"], swiftSettings: strict),
    .executableTarget(
      name: executable, dependencies: dependencies + [.target(name: "\(folder)Service")],
      path: "Services/\(folder)/Run", swiftSettings: strict),
  ]
}

func tests(
  of name: String, uses dependencies: [Target.Dependency] = [], excluding: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests",
    exclude: excluding, swiftSettings: strict)
}

let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")

let town: [Target.Dependency] = ["Engine", "Models", "Store", "TestSupport", "Wire"]

let package = Package(
  name: "rapport",
  dependencies: [
    .package(
      url: "https://github.com/apple/swift-configuration", from: "1.4.0",
      traits: ["CommandLineArguments"]),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    system("CCurl"), system("CGMime"), system("CPostgres"), system("CSQLite"), system("CZeroMQ"),
    shared("ZeroMQ", uses: ["CZeroMQ"]),
    shared("Wire"),
    shared("Models", uses: ["Wire"]),
    shared("Store", uses: ["CSQLite", "CPostgres"]),
    shared("Mail", uses: ["CCurl", "CGMime"]),
    shared("Engine", uses: ["ZeroMQ", "Wire", "Store", logging, crypto, configuration]),
    .target(
      name: "TestSupport", dependencies: ["Engine", "Store", "Wire", "Models", logging],
      path: "Tests/Support", exclude: ["smtp_server.py"], swiftSettings: strict),
  ]
    + service("Forms", runs: "rapport-forms", uses: ["Engine", "Models", "Store", "Wire", crypto])
    + service("Tickets", runs: "rapport-tickets", uses: ["Engine", "Models", "Store", "Wire"])
    + service("Campaigns", runs: "rapport-campaigns", uses: ["Engine", "Models", "Store", "Wire"])
    + service(
      "Notifications", runs: "rapport-notifications",
      uses: ["Engine", "Mail", "Models", "Store", "Wire", mustache, crypto]) + [
      tests(of: "ZeroMQ", uses: ["ZeroMQ"]),
      tests(of: "Wire", uses: ["Wire"]),
      tests(of: "Store", uses: ["Store", "TestSupport"]),
      tests(of: "Mail", uses: ["Mail"]),
      tests(of: "Campaigns", uses: ["CampaignsService"] + town),
      tests(of: "Forms", uses: ["FormsService"] + town),
      tests(of: "Notifications", uses: ["Mail", "NotificationsService"] + town),
      tests(
        of: "Suite",
        uses: ["CampaignsService", "FormsService", "NotificationsService", "TicketsService"] + town),
      tests(of: "Tickets", uses: ["TicketsService"] + town),
      tests(of: "Engine", uses: ["Engine", "Store", "Wire", "ZeroMQ", "TestSupport", logging]),
    ])
