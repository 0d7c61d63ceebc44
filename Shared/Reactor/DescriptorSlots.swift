/// The watched sources by token: a slot number below, its generation above.
///
/// A token from epoll whose source was cancelled meanwhile, or whose slot was taken by another, finds nothing.
struct DescriptorSlots {
    static let wakeToken = UInt64.max

    private var slots: [(generation: UInt32, source: FileDescriptorSource?)] = []
    private var free: [Int] = []

    mutating func insert(_ source: FileDescriptorSource) -> UInt64 {
        let slot: Int
        if let reused = free.popLast() {
            slot = reused
            slots[slot].source = source
        } else {
            slot = slots.count
            slots.append((0, source))
        }
        return UInt64(slots[slot].generation) << 32 | UInt64(slot)
    }

    mutating func remove(_ token: UInt64) {
        let slot = Int(token & 0xFFFF_FFFF)
        slots[slot].source = nil
        slots[slot].generation &+= 1
        free.append(slot)
    }

    subscript(_ token: UInt64) -> FileDescriptorSource? {
        let slot = Int(token & 0xFFFF_FFFF)
        guard slot < slots.count, slots[slot].generation == UInt32(token >> 32) else { return nil }
        return slots[slot].source
    }
}
