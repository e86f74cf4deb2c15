// swift-tools-version: 6.2

import PackageDescription

let gnu: [CSetting] = [.define("_GNU_SOURCE")]

/// The drivers of `deploy/bench`, and the limits that its figures stand beside.
///
/// They are in C, and in a package of their own, so that the driver costs next to nothing on cores
/// that it shares with what it measures, and so that nobody who builds Rapport builds them.
func driver(_ name: String, links libraries: [String]) -> Target {
  .executableTarget(
    name: name, dependencies: ["Bench"], path: name, cSettings: gnu,
    linkerSettings: libraries.map { .linkedLibrary($0) })
}

let package = Package(
  name: "benchmarks",
  targets: [
    .target(name: "Bench", path: "Bench", cSettings: gnu),
    driver("limits", links: ["zmq", "sqlite3", "pthread"]),
    driver("load", links: ["zmq"]),
    driver("listen", links: ["zmq", "pthread"]),
    driver("catchup", links: ["zmq"]),
  ],
  cLanguageStandard: .gnu17)
