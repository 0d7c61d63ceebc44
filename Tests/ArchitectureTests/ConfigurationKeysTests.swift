import Testing

/// One `.env` serves all programs, so ServiceKit lists the keys of all of them.
@Suite struct ConfigurationKeysTests {
    @Test func everyKeyOfAServiceIsAmongTheProductsKeys() throws {
        let list = try #require(SourceTree.package.text("Shared/ServiceKit/ProductKeys.swift"))
        let keys = SourceTree.package.files.filter { $0.isIn("Services") || $0.isIn("Shared") }.flatMap(Self.keys)
        #expect(keys.contains("database.url"))
        for key in Set(keys).sorted() {
            #expect(list.contains("\"\(key)\""), "\(key) is read somewhere: add it to ProductKeys")
        }
    }

    @Test func everyListenersPrefixIsAmongThem() throws {
        let list = try #require(SourceTree.package.text("Shared/ServiceKit/ProductKeys.swift"))
        for file in SourceTree.package.files where file.isIn("Services") {
            for line in file.lines {
                guard let prefix = line.firstMatch(of: /HTTPServerConfig\(config, prefix: "([^"]+)"/)?.1 else {
                    continue
                }
                #expect(list.contains("\"\(prefix)\""), "\(file.path)")
            }
        }
    }

    /// What a file asks a `ConfigReader` for, where it stands there as one literal.
    private static func keys(_ file: SourceTree.File) -> [String] {
        file.lines.joined(separator: " ")
            .matches(of: /\b(?:config|reader)\.(?:value|optional|required)\(\s*"([A-Za-z_.]+)"/)
            .map { String($0.1) }
    }
}
