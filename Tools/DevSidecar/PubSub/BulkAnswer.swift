internal import JSON

/// What an application's answer to a batch means for each of its entries.
enum BulkAnswer {
    /// One answer per entry id, by the contract of bulk delivery (dapr-http-contract.md 2.5).
    ///
    /// The opposite of single delivery: a body that says nothing is a retry of everything.
    static func read(status: Int, body: [UInt8], entries: [String]) -> [DeliveryAnswer] {
        switch status {
        case 200..<300: break
        case 404: return entries.map { _ in .drop }
        default:
            return entries.map { _ in .retry(status: status, reason: "the application answered \(status)") }
        }
        guard let statuses = AnswerBody.firstValue(body)?.member(ignoringCase: "statuses")?.array else {
            return entries.map { _ in .retry(status: nil, reason: "the answer to the batch has no statuses") }
        }
        var byEntry: [String: String] = [:]
        for status in statuses {
            guard let entry = status.member(ignoringCase: "entryId")?.string else { continue }
            byEntry[entry] = status.member(ignoringCase: "status")?.string ?? ""
        }
        return entries.map { entry in
            switch byEntry[entry] {
            case "SUCCESS": .success
            case "DROP": .drop
            case "RETRY": .retry(status: nil, reason: "the application asked for a retry")
            case let other: .retry(status: nil, reason: other.map { "unknown status \($0)" } ?? "no status")
            }
        }
    }
}
