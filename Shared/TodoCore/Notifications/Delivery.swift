public import FoundationEssentials

/// One notification on its way through one channel to one endpoint.
public struct Delivery: Sendable, Equatable, Identifiable {
    /// The type of its identifier.
    public typealias ID = Identifier<Delivery>

    /// A way out of the system; the in-app channel is the notification row itself.
    public enum Channel: String, CaseIterable, Sendable {
        case email
        case webPush = "web_push"
        case ntfy, webhook, log
    }

    /// How far it has come; the raw value is `notification_deliveries.status`.
    public enum Status: String, CaseIterable, Sendable {
        case pending, sending, sent
        /// Will be tried again.
        case failed
        /// Given up.
        case dead
        /// Not wanted any more.
        case suppressed
        /// Nobody knows whether it went out.
        case unknown

        /// Whether nothing more will happen to it.
        public var isFinal: Bool {
            switch self {
            case .sent, .dead, .suppressed: true
            case .pending, .sending, .failed, .unknown: false
            }
        }

        /// Whether the protocol of leases ever moves a delivery from this status to that one.
        public func mayBecome(_ next: Status) -> Bool {
            switch (self, next) {
            case (.pending, .sending), (.failed, .sending), (.pending, .suppressed), (.failed, .suppressed): true
            case (.sending, .sent), (.sending, .failed), (.sending, .dead), (.sending, .unknown): true
            case (.sending, .suppressed), (.unknown, .failed), (.unknown, .dead), (.failed, .dead): true
            default: false
            }
        }
    }

    /// Its identifier, made before the row is written.
    public let id: ID
    /// What is delivered.
    public let notificationID: TodoNotification.ID
    /// Whose it is.
    public let userID: UserID
    /// The way it goes.
    public let channel: Channel
    /// The device or address, where a channel has several.
    public let endpointID: UUID?
    /// How far it has come.
    public var status: Status
    /// How often it was tried.
    public var attempts: Int
    /// It is not tried before this.
    public var nextAttemptAt: Date
    /// It is not tried after this.
    public var expiresAt: Date?

    /// A delivery of stored values.
    public init(
        id: ID, notificationID: TodoNotification.ID, userID: UserID, channel: Channel, endpointID: UUID? = nil,
        status: Status = .pending, attempts: Int = 0, nextAttemptAt: Date, expiresAt: Date? = nil
    ) {
        self.id = id
        self.notificationID = notificationID
        self.userID = userID
        self.channel = channel
        self.endpointID = endpointID
        self.status = status
        self.attempts = attempts
        self.nextAttemptAt = nextAttemptAt
        self.expiresAt = expiresAt
    }
}
