internal import JSON

/// How a fault is written: `{"fault":"latency","milliseconds":200,"app":"relay","call":"publish","count":10}`.
extension FaultRule {
    /// Reads it strictly: an unknown name, member or value is a mistake with its place.
    init(_ value: JSONValue) throws(JSONMistakes) {
        var fields = JSONFields(value)
        let name = fields.required("fault") { try Self.name($0) }
        var rule = FaultRule(fault: .hang)
        rule.scope = Self.scope(&fields)
        rule.count = fields.optional("count") { try $0.asInt(in: 1 ... .max) }
        rule.probability = fields.optional("probability") { try $0.asDouble(in: 0...1) } ?? 1
        let fault = name.map { Self.fault($0, &fields) }
        if let fault { Self.checkScope(of: fault, rule.scope, &fields) }
        try fields.finish()
        self.init(
            fault: fault ?? .hang, scope: rule.scope, count: rule.count, probability: rule.probability)
    }

    private static func name(_ value: JSONValue) throws(JSONMistake) -> Fault.Name {
        guard let name = Fault.Name(rawValue: try value.asString()) else {
            throw JSONMistake(
                code: "unknown-fault", "must be one of \(Fault.Name.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return name
    }

    private static func scope(_ fields: inout JSONFields) -> FaultScope {
        var scope = FaultScope()
        scope.app = fields.optional("app") { try $0.asString(length: 1...255) }
        scope.replica = fields.optional("replica") { try $0.asInt(in: 0...100) }
        scope.component = fields.optional("component") { try $0.asString(length: 1...255) }
        scope.topic = fields.optional("topic") { try $0.asString(length: 1...255) }
        scope.call = fields.optional("call") { value throws(JSONMistake) in
            guard let call = FaultPlace.Call(rawValue: try value.asString()) else {
                throw JSONMistake(
                    code: "unknown-call",
                    "must be one of \(FaultPlace.Call.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return call
        }
        return scope
    }

    private static func checkScope(of fault: Fault, _ scope: FaultScope, _ fields: inout JSONFields) {
        switch fault {
        case .latency, .error, .hang, .loseReply: return
        // A broker is away for everybody who uses it.
        case .brokerDown, .brokerSilent:
            if scope.app != nil { fields.fail("app", code: "too-narrow", "a broker is away for everybody") }
            if scope.replica != nil { fields.fail("replica", code: "too-narrow", "a broker is away for everybody") }
            if scope.topic != nil { fields.fail("topic", code: "too-narrow", "a broker is away for everybody") }
        default: break
        }
        if scope.call != nil { fields.fail("call", code: "not-of-a-call", "this fault is of one kind of call") }
    }

    /// The fault with its figures; what is not given is the figure that was seen.
    private static func fault(_ name: Fault.Name, _ fields: inout JSONFields) -> Fault {
        func time(_ standard: Int, _ fields: inout JSONFields) -> Duration {
            let given = fields.optional("milliseconds") { try $0.asInt(in: 1...86_400_000) }
            return .milliseconds(given ?? standard)
        }
        switch name {
        case .latency: return .latency(time(100, &fields))
        case .error: return .error(status: fields.optional("status") { try $0.asInt(in: 400...599) } ?? 500)
        case .hang: return .hang
        case .loseReply: return .loseReply
        case .doubleStore: return .doubleStore
        case .lateStore:
            let copies = fields.optional("copies") { try $0.asInt(in: 0...6) }
            return .lateStore(after: time(45_000, &fields), copies: copies ?? 1)
        case .partialBulk: return .partialBulk
        case .brokerDown: return .brokerDown
        case .brokerSilent: return .brokerSilent
        case .duplicate: return .duplicate
        case .shuffle: return .shuffle(window: fields.optional("window") { try $0.asInt(in: 2...500) } ?? 5)
        case .falseSuccess: return .falseSuccess
        case .stall: return .stall(time(72_000, &fields))
        case .freeze: return .freeze(time(15_000, &fields))
        case .cronStorm: return .cronStorm(every: time(100, &fields))
        case .storeDown: return .storeDown
        case .storeSilent: return .storeSilent
        case .mailCross: return .mailCross
        case .mailLate: return .mailLate(time(20_000, &fields))
        }
    }

    /// As it was set, with its id and how often it has struck.
    func write(_ json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("fault", fault.name.rawValue)
            for (name, value) in fault.figures {
                json.key(name)
                json.int(value)
            }
            if let app = scope.app { json.member("app", app) }
            if let replica = scope.replica { json.member("replica", replica) }
            if let call = scope.call { json.member("call", call.rawValue) }
            if let component = scope.component { json.member("component", component) }
            if let topic = scope.topic { json.member("topic", topic) }
            if let count { json.member("count", count) }
            if probability < 1 {
                json.key("probability")
                json.double(probability)
            }
            json.member("hits", hits)
        }
    }
}

extension Fault {
    fileprivate var figures: [(String, Int)] {
        func milliseconds(_ duration: Duration) -> (String, Int) {
            ("milliseconds", Int(duration / .milliseconds(1)))
        }
        return switch self {
        case .latency(let time), .stall(let time), .freeze(let time), .cronStorm(let time), .mailLate(let time):
            [milliseconds(time)]
        case .lateStore(let time, let copies): [milliseconds(time), ("copies", copies)]
        case .error(let status): [("status", status)]
        case .shuffle(let window): [("window", window)]
        default: []
        }
    }
}
