#if canImport(Testing)
    import ServiceKit
    import Testing
    import TodoCore

    @Suite struct ZoneFilesTests {
        @Test func theSystemsZonesAreReadWithTheirVersion() throws {
            let zones = try ZoneFiles.read()
            #expect(zones.version.wholeMatch(of: /20\d\d[a-z]+/) != nil)
            #expect(zones.names.count > 300)
            #expect(zones.zone("America/New_York") != nil)
        }

        @Test func aDirectoryWithoutThemIsASentenceWithTheWayOut() {
            let error = #expect(throws: ZoneFiles.Missing.self) { try ZoneFiles.read("/tmp") }
            #expect(error?.description.contains("apt-get install tzdata") == true)
        }
    }
#endif
