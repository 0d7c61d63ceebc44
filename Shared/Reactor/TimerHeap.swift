/// Pending timers by deadline, in a binary heap: the next one costs nothing to see, one more or one less costs log n.
struct TimerHeap {
    private var heap: [LoopTimer] = []

    var nextDeadline: LoopClock.Instant? { heap.first?.deadline }
    var count: Int { heap.count }

    mutating func insert(_ timer: LoopTimer) {
        timer.position = heap.count
        heap.append(timer)
        siftUp(heap.count - 1)
    }

    mutating func remove(_ timer: LoopTimer) {
        guard let index = timer.position else { return }
        timer.position = nil
        let last = heap.removeLast()
        guard index < heap.count else { return }
        heap[index] = last
        last.position = index
        siftDown(index)
        siftUp(index)
    }

    /// Takes out what is due, in order of deadline and then of creation.
    mutating func removeDue(at now: LoopClock.Instant) -> [LoopTimer] {
        var due: [LoopTimer] = []
        while let first = heap.first, first.deadline <= now {
            remove(first)
            due.append(first)
        }
        return due
    }

    private func precedes(_ a: LoopTimer, _ b: LoopTimer) -> Bool {
        (a.deadline.nanoseconds, a.sequence) < (b.deadline.nanoseconds, b.sequence)
    }

    private mutating func swap(_ a: Int, _ b: Int) {
        heap.swapAt(a, b)
        heap[a].position = a
        heap[b].position = b
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        while index > 0, precedes(heap[index], heap[(index - 1) / 2]) {
            swap(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func siftDown(_ start: Int) {
        var index = start
        while true {
            let left = 2 * index + 1
            guard left < heap.count else { return }
            let right = left + 1
            let child = right < heap.count && precedes(heap[right], heap[left]) ? right : left
            guard precedes(heap[child], heap[index]) else { return }
            swap(index, child)
            index = child
        }
    }
}
