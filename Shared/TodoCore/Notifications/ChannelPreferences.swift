public import JSON

/// Which kinds of notification go where: the matrix of a user's preferences.
public struct ChannelPreferences: Sendable, Equatable {
    /// A place a notification can go: the list in the product, or a way out.
    public enum Destination: Sendable, Hashable {
        case inApp
        case channel(Delivery.Channel)

        /// Every one, in the order in which they are shown.
        public static let all = [.inApp] + Delivery.Channel.allCases.map(Destination.channel)

        /// The word in `user_preferences.channels`.
        public var name: String {
            switch self {
            case .inApp: "in_app"
            case .channel(let channel): channel.rawValue
            }
        }

        /// The destination of that word.
        public init?(name: String) {
            guard name != "in_app" else {
                self = .inApp
                return
            }
            guard let channel = Delivery.Channel(rawValue: name) else { return nil }
            self = .channel(channel)
        }
    }

    private var chosen: [NotificationKind: Set<Destination>]

    /// What holds until the user says otherwise: everything in the product; mail for reminders, due dates and digests;
    /// push for reminders and due dates.
    public static let standard = ChannelPreferences(chosen: [:])

    private init(chosen: [NotificationKind: Set<Destination>]) {
        self.chosen = chosen
    }

    /// The matrix of `user_preferences.channels`: `{"reminder": ["in_app", "email"]}`. A kind it does not name has the
    /// standard destinations, a word it does not know counts for nothing.
    public init(_ json: JSONValue) {
        chosen = [:]
        for member in json.object?.members ?? [] {
            guard let kind = NotificationKind(rawValue: member.name), let names = member.value.array else { continue }
            chosen[kind] = Set(names.compactMap { $0.string.flatMap(Destination.init(name:)) })
        }
    }

    /// Where notifications of this kind go.
    public func destinations(of kind: NotificationKind) -> Set<Destination> {
        chosen[kind] ?? Self.standardDestinations(of: kind)
    }

    /// Sends notifications of this kind there from now on; nil is what is the standard for them.
    public mutating func set(_ destinations: Set<Destination>?, for kind: NotificationKind) {
        chosen[kind] = destinations
    }

    /// What the user chose, as `user_preferences.channels` holds it; kinds left at their standard are missing.
    public var chosenJSON: JSONValue {
        var json = JSONObject()
        for kind in NotificationKind.allCases {
            guard let destinations = chosen[kind] else { continue }
            json[kind.rawValue] = .array(
                Destination.all.filter(destinations.contains).map { .string($0.name) })
        }
        return .object(json)
    }

    private static func standardDestinations(of kind: NotificationKind) -> Set<Destination> {
        switch kind {
        case .reminder, .due: [.inApp, .channel(.email), .channel(.webPush)]
        case .digest: [.inApp, .channel(.email)]
        case .dueSoon, .overdue, .completed, .created, .recurringCreated, .recurringMissed, .webhookDisabled,
            .security:
            [.inApp]
        }
    }
}
