#if canImport(Testing)
    import Testing

    @testable import Configuration

    @Suite struct ConfigKeyTests {
        @Test(arguments: [
            ("outbox.batchSize", "OUTBOX_BATCH_SIZE"), ("web.root", "WEB_ROOT"),
            ("http.requireIfMatch", "HTTP_REQUIRE_IF_MATCH"),
            ("database.url", "DATABASE_URL"), ("web.rootURL", "WEB_ROOT_URL"), ("web.URLPath", "WEB_URL_PATH"),
        ])
        func aFlagHasOneEnvironmentName(flag: String, name: String) {
            #expect(ConfigKey(flag).environment == name)
            #expect(ConfigKey(flag).flag == flag)
        }

        @Test(arguments: [
            ("DAPR_HTTP_PORT", "dapr.httpPort"), ("APP_API_TOKEN", "app.apiToken"), ("PORT", "port"),
        ])
        func anEnvironmentNameHasOneFlag(name: String, flag: String) {
            #expect(ConfigKey(name).flag == flag)
            #expect(ConfigKey(name).environment == name)
        }
    }
#endif
