// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nothing it needs ever enters the services' build.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v26)],
    dependencies: [.package(name: "todo", path: "../..")],
    targets: [
        .executableTarget(
            name: "bench",
            dependencies: ["Reactor", "Postgres", "TodoStore", "TodoCore", "HTTP", "HTTPClient", "Observability"].map {
                .product(name: $0, package: "todo")
            },
            swiftSettings: [
                .swiftLanguageMode(.v6), .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
                .enableUpcomingFeature("ExistentialAny"), .treatAllWarnings(as: .error),
            ])
    ]
)
