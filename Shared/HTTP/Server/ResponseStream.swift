public import Reactor

/// A body that is sent as it comes into being: server-sent events.
///
/// Make one, answer with `HTTPResponse.stream`, then ``send(_:)`` until ``finish()`` or ``isClosed``. It costs nothing
/// while there is nothing to send.
@LoopActor public final class ResponseStream {
    /// Bytes that may wait for a slow client; more, and the stream ends.
    public let limit: Int
    public private(set) var isClosed = false
    /// Called once, when the client has left, has been too slow, or the server stops. Not after ``finish()``.
    public var onClose: (@LoopActor () -> Void)?

    private var pending: [UInt8] = []
    private var sent = 0
    private var isFinished = false
    /// Told when there is something to send or the end has come; set by the connection.
    var wake: (() -> Void)?

    public init(limit: Int = 1 << 20, onClose: (@LoopActor () -> Void)? = nil) {
        self.limit = limit
        self.onClose = onClose
    }

    /// What waits to be sent; without a connection, everything.
    public var waiting: [UInt8] { Array(pending[sent...]) }

    /// Sends, or queues behind what waits. False when nobody will get it: closed, finished, or the client reads so
    /// slowly that more than ``limit`` waits, and then the stream is closed.
    @discardableResult public func send(_ bytes: [UInt8]) -> Bool {
        guard !isClosed, !isFinished else { return false }
        guard pending.count - sent + bytes.count <= limit else {
            close()
            return false
        }
        if sent == pending.count {
            pending = bytes
            sent = 0
        } else {
            pending.append(contentsOf: bytes)
        }
        wake?()
        return true
    }

    @discardableResult public func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Ends the body after what waits.
    public func finish() {
        guard !isClosed, !isFinished else { return }
        isFinished = true
        wake?()
    }

    // MARK: For the connection

    enum Read {
        case bytes(Int)
        case wait
        case end
        /// Cut off: the client must not take what it has for all.
        case broken
    }

    /// Moves what waits, as much as fits.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Read {
        guard !isClosed else { return .broken }
        let count = min(pending.count - sent, buffer.count)
        guard count > 0 else { return isFinished ? .end : .wait }
        pending.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[sent..<sent + count])) }
        sent += count
        if sent == pending.count {
            pending.removeAll(keepingCapacity: true)
            sent = 0
        }
        return .bytes(count)
    }

    /// The server ends: what waits is sent, and whoever feeds it is told.
    func stop() {
        guard !isClosed, !isFinished else { return }
        finish()
        let told = onClose
        onClose = nil
        told?()
    }

    /// Nobody reads any more.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        pending = []
        sent = 0
        wake?()
        wake = nil
        let told = isFinished ? nil : onClose
        onClose = nil
        told?()
    }
}
