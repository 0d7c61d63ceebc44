/// What a user wants to be told, when and where. The defaults are those of the product.
public struct UserPreferences: Sendable, Equatable {
    /// Which kinds of notification go where.
    public var channels = ChannelPreferences.standard
    /// Whether there are hours in which nothing leaves the product.
    public var quietEnabled = false
    /// When the quiet begins and ends on the user's wall; it may last over midnight.
    public var quietStart = UserPreferences.evening
    public var quietEnd = UserPreferences.dawn
    /// On which days the quiet begins, each once, in order.
    public var quietDays = Weekday.allCases
    /// Whether what is critical comes through all the same.
    public var urgentBypass = true
    /// Whether a digest is sent each day.
    public var digestEnabled = true
    /// When it is, on the user's wall.
    public var digestTime = UserPreferences.breakfast
    /// Seconds before its time at which a task counts as due soon; one of ``windows``.
    public var dueSoonWindow = 86_400
    /// When tasks without a time of day speak.
    public var allDayReminderTime = CivilTime.morning
    /// What a task gets whose request does not speak of reminders.
    public var defaultReminders: [ReminderDraft] = []
    /// Rises with each change; 0 while everything is the default and nothing stored.
    public var version = 0

    /// An hour to a week, in seconds.
    public static let windows = 3_600...7 * 86_400

    private static let evening = CivilTime(microsecondsSinceMidnight: 22 * 3_600_000_000)
    private static let dawn = CivilTime(microsecondsSinceMidnight: 7 * 3_600_000_000)
    private static let breakfast = CivilTime(microsecondsSinceMidnight: 8 * 3_600_000_000)

    /// What holds until the user says otherwise.
    public init() {}
}
