/// What became of a batch's events.
struct EventTally: Sendable {
    var handled = 0
    var duplicates = 0
}
