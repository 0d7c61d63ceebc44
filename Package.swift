// swift-tools-version: 6.2
import PackageDescription

// NonisolatedNonsendingByDefault: without it a plain async function called from the loop runs on another thread.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// A C library of the distribution, behind a module map.
func library(_ name: String, _ pkgConfig: String) -> Target {
    .systemLibrary(name: name, path: "Shared/SystemLibraries/\(name)", pkgConfig: pkgConfig)
}

func shared(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Shared/\(name)", exclude: exclude, swiftSettings: strict)
}

/// A C target of `#embed` lines: the bytes of plain files, compiled into the binary.
func files(_ name: String, _ path: String) -> Target {
    .target(name: name, path: path)
}

func program(_ name: String, _ path: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"], path: "Tests/\(name)", exclude: exclude,
        swiftSettings: strict)
}

/// What each service may import: everything shared but the C libraries.
let everything: [Target.Dependency] = [
    "JSON", "TodoCore", "Reactor", "Observability", "Configuration", "Cryptography", "HTTP", "Postgres", "HTTPClient",
    "Dapr", "TodoStore", "Messaging", "ServiceKit",
]

let package = Package(
    name: "todo",
    platforms: [.macOS(.v26)],  // InlineArray asks for it; the product runs on Linux
    products: [
        .executable(name: "api-gateway", targets: ["APIGateway"]),
        .executable(name: "notification-service", targets: ["NotificationService"]),
        .executable(name: "recurring-task-service", targets: ["RecurringTaskService"]),
        .executable(name: "dev-sidecar", targets: ["DevSidecar"]),
        .executable(name: "dapr-contract", targets: ["DaprContract"]),
        // Libraries for the nested Benchmarks package only.
        .library(name: "TodoCore", targets: ["TodoCore"]),
        .library(name: "JSON", targets: ["JSON"]),
        .library(name: "Reactor", targets: ["Reactor"]),
        .library(name: "Observability", targets: ["Observability"]),
        .library(name: "HTTP", targets: ["HTTP"]),
        .library(name: "HTTPClient", targets: ["HTTPClient"]),
        .library(name: "Postgres", targets: ["Postgres"]),
        .library(name: "TodoStore", targets: ["TodoStore"]),
        .library(name: "Messaging", targets: ["Messaging"]),
    ],
    dependencies: [],
    targets: [
        // C libraries, one door each.
        .target(name: "CLinux", path: "Shared/SystemLibraries/CLinux"),
        library("CPostgres", "libpq"),
        library("CCurl", "libcurl"),
        library("COpenSSL", "openssl"),
        library("CMicrohttpd", "libmicrohttpd"),
        library("CSQLite", "sqlite3"),
        library("CYAML", "yaml-0.1"),

        // Knows nothing of tasks.
        shared("JSON"),
        shared("Configuration"),
        shared("Observability"),
        shared("Reactor", ["CLinux", "Configuration", "Observability"]),
        shared("Postgres", ["CPostgres", "JSON", "Reactor", "Configuration", "Observability"]),
        shared("HTTPClient", ["CCurl", "JSON", "Reactor", "Configuration", "Observability"]),
        shared("HTTP", ["CMicrohttpd", "JSON", "Reactor", "Configuration", "Observability"]),
        shared("Cryptography", ["COpenSSL", "JSON", "Reactor", "Configuration", "Observability"]),
        shared("Dapr", ["HTTPClient", "JSON", "Reactor", "Configuration", "Observability"]),

        // The product.
        shared("TodoCore", ["JSON"], exclude: ["Schemas"]),
        files("TodoStoreMigrations", "Shared/TodoStore/Migrations"),
        shared(
            "TodoStore", ["TodoCore", "JSON", "Postgres", "Reactor", "Observability", "TodoStoreMigrations"],
            exclude: ["Migrations"]),
        shared("ServiceKit", ["TodoCore", "JSON", "HTTP", "Reactor", "Configuration", "Observability"]),
        shared(
            "Messaging",
            [
                "TodoCore", "JSON", "TodoStore", "Postgres", "Dapr", "HTTP", "Reactor", "Configuration",
                "Observability", "ServiceKit",
            ]),

        // The three services; they never import each other.
        files("APIGatewayFiles", "Services/APIGateway/Files"),
        program("APIGateway", "Services/APIGateway", everything + ["APIGatewayFiles"], exclude: ["Files"]),
        program("NotificationService", "Services/NotificationService", everything),
        program("RecurringTaskService", "Services/RecurringTaskService", everything),

        // Development programs, never deployed.
        program(
            "DevSidecar", "Tools/DevSidecar",
            [
                "TodoCore", "JSON", "ServiceKit", "HTTP", "HTTPClient", "Dapr", "Reactor", "Configuration",
                "Observability", "CSQLite", "CYAML",
            ]),
        program(
            "DaprContract", "Tools/DaprContract",
            [
                "TodoCore", "JSON", "ServiceKit", "HTTP", "HTTPClient", "Dapr", "Reactor", "Configuration",
                "Observability",
            ], exclude: ["Components"]),

        // Tests.
        .target(
            name: "TestSupport", dependencies: everything + ["CLinux"], path: "Tests/TestSupport",
            swiftSettings: strict),
        tests("JSONTests", ["JSON"]),
        tests("TodoCoreTests", ["TodoCore", "JSON"], exclude: ["Fixtures"]),
        tests("ReactorTests", ["Reactor", "Observability"]),
        tests("ObservabilityTests", ["Observability"]),
        tests("ConfigurationTests", ["Configuration"]),
        tests("CryptographyTests", ["Cryptography", "JSON", "Reactor"], exclude: []),
        tests("HTTPTests", ["HTTP", "JSON", "Reactor", "Observability"]),
        tests("PostgresTests", ["Postgres", "Reactor", "Observability", "Configuration"]),
        tests(
            "DaprTests", ["Dapr", "HTTPClient", "HTTP", "JSON", "Reactor", "Observability", "Configuration"],
            exclude: ["Fixtures"]),
        tests("TodoStoreTests", ["TodoStore", "TodoCore", "JSON", "Postgres", "Reactor", "Observability"]),
        tests(
            "ServiceKitTests", ["ServiceKit", "HTTP", "TodoCore", "JSON", "Reactor", "Configuration", "Observability"]),
        tests("MessagingTests", everything),
        tests("APIGatewayTests", everything + ["APIGateway"]),
        tests("NotificationServiceTests", everything + ["NotificationService"]),
        tests("RecurringTaskServiceTests", everything + ["RecurringTaskService"]),
        tests("DevSidecarTests", everything + ["DevSidecar"]),
        tests("DaprContractTests", everything + ["DevSidecar", "DaprContract"], exclude: ["Fixtures"]),
        tests(
            "EndToEndTests",
            everything + ["APIGateway", "NotificationService", "RecurringTaskService", "DevSidecar"]),
        tests("FaultTests", everything),
        tests("ArchitectureTests", ["ServiceKit"]),
    ]
)
