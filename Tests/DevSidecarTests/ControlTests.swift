import HTTPClient
import JSON
import Reactor
import TestSupport
import Testing

@testable import DevSidecar

/// The endpoint that switches faults on and off.
@LoopActor @Suite(.noHanging) struct ControlTests {
    @Test func withoutTheFlagThereIsNone() async throws {
        try await withStandIn(change: { $0.control = false }) { standIn in
            let sidecar = try standIn.add("shop")
            for method in ["GET", "POST"] {
                let response = try await standIn.call(sidecar, method, "/__ctl", #"{"fault":"hang"}"#)
                #expect(response.status == 404 && response.errorCode == "ERR_DIRECT_INVOKE")
            }
        }
        let flags = try SidecarHostSettings.flags(["--app-id", "a"])
        #expect(try SidecarHostSettings(flags, environment: [:]).control == false)
        #expect(SidecarHostSettings().control == false)
    }

    @Test(arguments: [
        ("{", "Line 1, column"), ("[]", "must be an object"), ("{}", "/fault is required"),
        (#"{"fault":"rain"}"#, "/fault must be one of latency, error"), (#"{"fault":7}"#, "/fault must be a string"),
        (#"{"fault":"hang","apps":"x"}"#, "/apps is not a field here"),
        (#"{"fault":"hang","call":"fly"}"#, "/call must be one of publish"),
        (#"{"fault":"hang","milliseconds":5}"#, "/milliseconds is not a field here"),
        (#"{"fault":"latency","milliseconds":0}"#, "/milliseconds must be from 1"),
        (#"{"fault":"error","status":200}"#, "/status must be from 400 to 599"),
        (#"{"fault":"hang","probability":1.5}"#, "/probability must be from 0"),
        (#"{"fault":"hang","count":0}"#, "/count must be from 1"),
        (#"{"fault":"broker-down","topic":"t"}"#, "/topic a broker is away for everybody"),
        (#"{"fault":"duplicate","call":"deliver"}"#, "/call this fault is of one kind of call"),
        (#"{"fault":"late-store","copies":7}"#, "/copies must be from 0 to 6"),
        (#"{"clear":99}"#, "/clear there is no fault 99"), (#"{"clear":"some"}"#, "/clear must be an id"),
        (#"{"clear":"all","fault":"hang"}"#, "/fault is not a field here"), (#"{"seed":-1}"#, "/seed must be from 0"),
    ])
    func aMistakeIsSaidWithItsPlace(_ body: String, _ expected: String) async throws {
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop")
            let response = try await standIn.call(sidecar, "POST", "/__ctl", body)
            #expect(response.status == 400 && response.errorCode == "ERR_MALFORMED_REQUEST")
            #expect(response.json["message"]?.string?.contains(expected) == true, "\(response.text)")
            #expect(standIn.host.faults.isQuiet)
        }
    }

    @Test func whatIsOnIsListedAndCanBeSwitchedOff() async throws {
        try await withStandIn { standIn in
            let sidecar = try standIn.add("shop")
            let first = try await standIn.fault(
                #"{"fault":"error","status":503,"app":"shop","call":"state","component":"statestore","probability":0.5}"#,
                by: sidecar)
            try await standIn.fault(#"{"fault":"late-store","topic":"orders","count":2}"#, by: sidecar)
            let list = try await standIn.call(sidecar, "GET", "/__ctl").text
            #expect(
                list
                    == #"{"faults":[{"id":1,"fault":"error","status":503,"app":"shop","call":"state","component":"statestore","probability":0.5,"hits":0},{"id":2,"fault":"late-store","milliseconds":45000,"copies":1,"topic":"orders","count":2,"hits":0}]}"#
            )
            try await standIn.clear(first, by: sidecar)
            #expect(standIn.host.faults.rules.map(\.id) == [2])
            #expect(try await standIn.call(sidecar, "POST", "/__ctl", #"{"seed":7}"#).status == 204)
            try await standIn.clear(by: sidecar)
            #expect(try await standIn.call(sidecar, "GET", "/__ctl").text == #"{"faults":[]}"#)
        }
    }

    @Test func everyFaultIsReadFromItsNameAlone() throws {
        for name in Fault.Name.allCases {
            let rule = try FaultRule(.members([("fault", .string(name.rawValue))]))
            #expect(rule.fault.name == name && rule.count == nil && rule.probability == 1)
        }
        #expect(try FaultRule(["fault": "stall"]).fault == .stall(.seconds(72)))
        #expect(try FaultRule(["fault": "freeze"]).fault == .freeze(.seconds(15)))
    }

    @Test func faultsCanBeOnFromTheStart() throws {
        let flags = try SidecarHostSettings.flags([
            "--app-id", "a", "--control", "--fault", #"{"fault":"broker-down"}"#, "--fault",
            #"{"fault":"stall","milliseconds":5}"#, "--seed", "9", "--false-success", "0",
        ])
        let settings = try SidecarHostSettings(flags, environment: [:])
        #expect(settings.control && settings.seed == 9 && settings.figures.falseSuccess == 0)
        #expect(settings.faults.map(\.fault) == [.brokerDown, .stall(.milliseconds(5))])
        for wrong in [["--fault", "{}"], ["--false-success", "2"]] {
            let flags = try SidecarHostSettings.flags(["--app-id", "a"] + wrong)
            #expect(throws: Flags.Mistake.self) { try SidecarHostSettings(flags, environment: [:]) }
        }
    }

    @Test func aSeedRepeatsWhatStrikes() {
        func struck(_ seed: UInt64) -> [Bool] {
            let plan = FaultPlan(seed: seed)
            plan.set(FaultRule(fault: .duplicate, probability: 0.5))
            return (0..<100).map { _ in plan.draw(.duplicate, at: FaultPlace(app: "a")) != nil }
        }
        #expect(struck(1) == struck(1) && struck(1) != struck(2))
        #expect((30...70).contains(struck(1).count { $0 }))
    }

    @Test func aFaultStrikesWhereItIsForAndAsOftenAsItMay() {
        let plan = FaultPlan()
        plan.set(FaultRule(fault: .latency(.zero), scope: FaultScope(app: "a", call: .publish, topic: "t"), count: 2))
        let place = FaultPlace(app: "a", call: .publish, component: "p", topic: "t")
        var elsewhere = [place, place, place]
        elsewhere[0].app = "b"
        elsewhere[1].topic = "u"
        elsewhere[2].call = .state
        for place in elsewhere { #expect(plan.draw(.latency, at: place) == nil) }
        #expect(plan.draw(.error, at: place) == nil)
        #expect((0..<4).map { _ in plan.draw(.latency, at: place) != nil } == [true, true, false, false])
        #expect(plan.isQuiet)
        // A fault of every call is about the API and not about the application.
        plan.set(FaultRule(fault: .hang))
        #expect(!plan.isOn(.hang, at: FaultPlace(app: "a", call: .deliver)))
        #expect(plan.isOn(.hang, at: FaultPlace(app: "a", call: .bindings)))
    }
}
