// swift-tools-version: 6.2
import PackageDescription

/// The SwiftNIO peers of the benchmarks: the gateway itself does not depend on SwiftNIO.
let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2")
  ],
  targets: [
    .target(name: "LineFraming", dependencies: nio, path: "peers/nio/LineFraming"),
    .executableTarget(name: "nio-handler", dependencies: nio + ["LineFraming"], path: "peers/nio/Handler"),
    .executableTarget(name: "nio-async", dependencies: nio + ["LineFraming"], path: "peers/nio/Async"),
  ]
)

var nio: [Target.Dependency] {
  [.product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio")]
}
