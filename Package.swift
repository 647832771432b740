// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  // Debug builds, which the tests run, check each access to a class's properties for overlap. In a
  // release build that check alone costs a third of the time spent on a reply outside the kernel.
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// The module walls: what a target lists here is all it may import, apart from the platform's own
/// modules. `Tests/ArchitectureTests` reads every import line and holds it against docs/architecture.md.
let package = Package(
  name: "gateway",
  products: [.executable(name: "gateway", targets: ["gateway"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
  ],
  targets: [
    .target(name: "CLinuxShims"),
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "Framing", swiftSettings: strict),
    // RE2 has a pkg-config file, whose `-pthread` SwiftPM refuses.
    .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2"), .linkedLibrary("stdc++")]),
    .target(name: "Routing", dependencies: ["Framing", "CRE2"], swiftSettings: strict),
    .target(name: "RouteFile", dependencies: ["Routing", "Framing", "CLibYAML"], swiftSettings: strict),
    .target(name: "POSIXStream", dependencies: ["CLinuxShims"], swiftSettings: strict),
    .target(
      name: "GatewayRuntime",
      dependencies: ["Routing", "Framing", "POSIXStream", .product(name: "Logging", package: "swift-log")],
      swiftSettings: strict),
    .target(
      name: "GatewayCLI",
      dependencies: [
        "RouteFile", "Routing", "Framing", "GatewayRuntime", "POSIXStream",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .executableTarget(name: "gateway", dependencies: ["GatewayCLI"], swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: ["POSIXStream", "Framing", "CLinuxShims"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(name: "FramingTests", dependencies: ["Framing", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "RoutingTests", dependencies: ["Routing", "Framing", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "RouteFileTests", dependencies: ["RouteFile", "Routing", "Framing", "TestSupport"], exclude: ["Golden"],
      swiftSettings: strict),
    .testTarget(
      name: "POSIXStreamTests", dependencies: ["POSIXStream", "CLinuxShims", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "GatewayRuntimeTests",
      dependencies: [
        "GatewayRuntime", "Routing", "Framing", "POSIXStream", "TestSupport",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "GatewayCLITests",
      dependencies: ["GatewayCLI", "GatewayRuntime", "RouteFile", "Routing", "Framing", "POSIXStream"],
      swiftSettings: strict),
    .target(
      name: "FuzzTargets",
      dependencies: [
        "RouteFile", "Routing", "Framing", "GatewayRuntime", "POSIXStream", "TestSupport",
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Tests/Fuzz/Targets", swiftSettings: strict),
    .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets"], swiftSettings: strict),
    .testTarget(
      name: "ArchitectureTests", dependencies: ["Routing", "RouteFile", "GatewayRuntime", "GatewayCLI"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// libFuzzer brings a `main` of its own, which only links where everything is built for it: see scripts/fuzz.
if Context.environment["GATEWAY_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Main",
      swiftSettings: strict + [.enableExperimentalFeature("Extern")]))
}
