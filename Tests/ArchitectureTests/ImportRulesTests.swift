import Testing

/// Who may import whom: the graph of CONTRIBUTING.md, checked on the sources.
///
/// The compiler does not stop the import of a C module of a transitive dependency, nor, without a flag, of a module that
/// happens to be built: this does.
@Suite struct ImportRulesTests {
    static let standard: Set<String> = ["Swift", "Glibc", "Synchronization", "FoundationEssentials", "Builtin"]
    static let everythingShared: Set<String> = [
        "JSON", "TodoCore", "Reactor", "Observability", "Configuration", "Cryptography", "HTTP", "Postgres",
        "HTTPClient", "Dapr", "TodoStore", "Messaging", "ServiceKit",
    ]
    static let below: Set<String> = ["JSON", "Reactor", "Configuration", "Observability"]

    static let allowed: [String: Set<String>] = [
        "Shared/JSON": [],
        "Shared/TodoCore": ["JSON"],
        "Shared/Configuration": [],
        "Shared/Observability": [],
        "Shared/Reactor": ["CLinux", "Configuration", "Observability"],
        "Shared/Postgres": below.union(["CPostgres"]),
        "Shared/HTTPClient": below.union(["CCurl"]),
        "Shared/HTTP": below.union(["CMicrohttpd"]),
        "Shared/Cryptography": below.union(["COpenSSL"]),
        "Shared/Dapr": below.union(["HTTPClient"]),
        "Shared/TodoStore": ["TodoCore", "JSON", "Postgres", "Reactor", "Observability", "TodoStoreMigrations"],
        "Shared/ServiceKit": below.union(["TodoCore", "HTTP"]),
        "Shared/Messaging": below.union(["TodoCore", "TodoStore", "Postgres", "Dapr", "HTTP", "ServiceKit"]),
        "Services/APIGateway": everythingShared.union(["APIGatewayFiles"]),
        "Services/NotificationService": everythingShared,
        "Services/RecurringTaskService": everythingShared,
        "Tools/DevSidecar": below.union(["TodoCore", "ServiceKit", "HTTP", "HTTPClient", "Dapr", "CSQLite", "CYAML"]),
        "Tools/DaprContract": below.union(["TodoCore", "ServiceKit", "HTTP", "HTTPClient", "Dapr"]),
    ]

    @Test(arguments: allowed.keys.sorted()) func aModuleImportsOnlyWhatItMay(_ folder: String) {
        let permitted = Self.standard.union(Self.allowed[folder] ?? [])
        let files = SourceTree.package.files.filter { $0.isIn(folder) }
        #expect(!files.isEmpty, "no sources in \(folder)")
        for file in files {
            for module in file.imports {
                #expect(permitted.contains(module), "\(file.path) imports \(module)")
            }
        }
    }

    @Test func theStandardLibraryIsEnoughForJSONAndNoFoundationInTheReactor() {
        for file in SourceTree.package.files where file.isIn("Shared/JSON") || file.isIn("Shared/Reactor") {
            #expect(!file.imports.contains("FoundationEssentials"), "\(file.path)")
        }
    }

    @Test func everySourceFolderHasARule() {
        let folders = Set(
            SourceTree.package.files.filter { !$0.isIn("Tests") }
                .map { $0.path.split(separator: "/").prefix(2).joined(separator: "/") })
        for folder in folders { #expect(Self.allowed[folder] != nil, "\(folder) has no import rule") }
    }

    /// `Foundation` brings 60 MB and time zones that are nil in a static build.
    @Test func nobodyImportsFoundation() {
        for file in SourceTree.package.files {
            #expect(!file.imports.contains("Foundation"), "\(file.path)")
        }
    }

    @Test func nothingOutsideTestsUsesTestSupport() {
        for file in SourceTree.package.files where !file.isIn("Tests") {
            #expect(!file.imports.contains("TestSupport") && !file.imports.contains("Testing"), "\(file.path)")
        }
    }

    @Test func thePackageHasNoDependencies() throws {
        let manifest = try #require(SourceTree.package.text("Package.swift"))
        #expect(!manifest.contains(".package("))
    }
}
