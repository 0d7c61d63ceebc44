/// One way to misbehave, with its figures. Everything that the stand-in does wrong on request is one of these.
enum Fault: Sendable, Equatable {
    // A call of the API, or (`"call":"deliver"`) of the application.

    /// It takes so much longer.
    case latency(Duration)
    /// It is answered with this status and not carried out.
    case error(status: Int)
    /// It is accepted and never answered, as long as the fault is on.
    case hang
    /// It is carried out, and the connection ends instead of the answer (F16).
    case loseReply

    // Publishing.

    /// 204, and two copies next to each other (F17).
    case doubleStore
    /// 500, and stored later all the same (F16).
    case lateStore(after: Duration, copies: Int)
    /// Entries of a bulk request fail by themselves, later ones of their key are stored (F18).
    case partialBulk
    /// The broker refuses connections (F15).
    case brokerDown
    /// The broker accepts and says nothing: what is published meanwhile is stored twice when it wakes (row 4.4).
    case brokerSilent

    // Delivery.

    /// What was handled is delivered once more.
    case duplicate
    /// Events of a partition come in any order within windows of so many.
    case shuffle(window: Int)
    /// A failed single delivery counts as success (F6).
    case falseSuccess
    /// All partitions stand still, as when a handler outlasts a rebalance (F12).
    case stall(Duration)
    /// A sidecar stands still and wakes up (F13).
    case freeze(Duration)
    /// Cron bindings fire so often, beside their schedules.
    case cronStorm(every: Duration)

    // The state store.

    /// It refuses connections.
    case storeDown
    /// It accepts and says nothing; what was asked of it is done when it wakes.
    case storeSilent

    // The smtp binding.

    /// A mail goes to the addressee of another request in flight.
    case mailCross
    /// A mail is handed over so much later, whoever has given up waiting.
    case mailLate(Duration)

    /// What a fault is called in the control endpoint's JSON.
    enum Name: String, CaseIterable, Sendable {
        case latency
        case error
        case hang
        case loseReply = "lose-reply"
        case doubleStore = "double-store"
        case lateStore = "late-store"
        case partialBulk = "partial-bulk"
        case brokerDown = "broker-down"
        case brokerSilent = "broker-silent"
        case duplicate
        case shuffle
        case falseSuccess = "false-success"
        case stall
        case freeze
        case cronStorm = "cron-storm"
        case storeDown = "store-down"
        case storeSilent = "store-silent"
        case mailCross = "mail-cross"
        case mailLate = "mail-late"
    }

    var name: Name {
        switch self {
        case .latency: .latency
        case .error: .error
        case .hang: .hang
        case .loseReply: .loseReply
        case .doubleStore: .doubleStore
        case .lateStore: .lateStore
        case .partialBulk: .partialBulk
        case .brokerDown: .brokerDown
        case .brokerSilent: .brokerSilent
        case .duplicate: .duplicate
        case .shuffle: .shuffle
        case .falseSuccess: .falseSuccess
        case .stall: .stall
        case .freeze: .freeze
        case .cronStorm: .cronStorm
        case .storeDown: .storeDown
        case .storeSilent: .storeSilent
        case .mailCross: .mailCross
        case .mailLate: .mailLate
        }
    }

    /// How long it lasts by itself; nil: until it is cleared or used up.
    var lifetime: Duration? {
        switch self {
        case .stall(let duration), .freeze(let duration): duration
        default: nil
        }
    }

    /// Whether those whom it strikes wait for its end.
    var holdsUp: Bool {
        switch self {
        case .hang, .brokerSilent, .storeSilent: true
        default: false
        }
    }
}
