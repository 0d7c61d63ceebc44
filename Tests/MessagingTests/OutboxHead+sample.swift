import FoundationEssentials
import TodoCore
import TodoStore

extension UUID {
    /// A UUID of version 7 that ends in `number`.
    static func numbered(_ number: Int) -> UUID {
        let low = UInt16(truncatingIfNeeded: number)
        return UUID(
            uuid: (0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, UInt8(low >> 8), UInt8(low & 255)))
    }
}

extension OutboxHead {
    static func sample(
        _ id: Int, key: Int, topics: [String] = ["task-events"], payload: [UInt8] = [], attempts: Int = 0
    ) -> OutboxHead {
        OutboxHead(
            id: id, eventID: EventID(rawValue: .numbered(id)), partitionKey: .numbered(key), type: "task.created.v1",
            topics: topics, payload: payload, attempts: attempts, createdAt: Date(timeIntervalSince1970: 0))
    }
}
