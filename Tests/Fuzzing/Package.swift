// swift-tools-version: 6.2

import PackageDescription

/// What libFuzzer feeds to `Wire`: `deploy/fuzz` builds and runs it.
///
/// A package of its own, because everything in it is compiled with the sanitizer's counters. It sees
/// the module through a link, for a target's folder has to be in its package.
let counted: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer"])]

let package = Package(
  name: "fuzzing",
  products: [.library(name: "Fuzzing", type: .static, targets: ["Fuzzing"])],
  targets: [
    .target(
      name: "Wire", path: "Wire",
      swiftSettings: counted + [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
      ]),
    .target(name: "Fuzzing", dependencies: ["Wire"], path: "Target", swiftSettings: counted),
  ])
