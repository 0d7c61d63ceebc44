import Configuration
import Reactor
import ServiceKit
import Testing

@LoopActor @Suite struct FailpointsTests {
    #if FAILPOINTS
        @Test func theNamedPlaceFailsAtThePassageAskedFor() async throws {
            let config = ConfigReader(values: ["failpoint": "relay.after_mark:error:2"])
            let failpoints = Failpoints(config)
            try config.finish()
            try await failpoints.reach("relay.after_mark")
            try await failpoints.reach("relay.after_publish_before_mark")
            await #expect(throws: Failpoints.Failure.self) { try await failpoints.reach("relay.after_mark") }
            try await failpoints.reach("relay.after_mark")
        }

        @Test(arguments: ["x", "x:exit9", "x:explode:1", "x:error:0"])
        func aMistakeStopsTheStart(text: String) {
            let config = ConfigReader(values: ["failpoint": text])
            _ = Failpoints(config)
            #expect(throws: ConfigError.self) { try config.finish() }
        }
    #else
        @Test func anOrdinaryBuildDoesNotKnowTheKey() {
            let config = ConfigReader(values: ["failpoint": "relay.after_mark:error:1"])
            _ = Failpoints(config)
            #expect(throws: ConfigError.self) { try config.finish() }
            #expect(!config.help.contains("failpoint"))
        }
    #endif
}
