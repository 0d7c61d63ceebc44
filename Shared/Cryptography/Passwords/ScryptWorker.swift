internal import COpenSSL
internal import Reactor

/// Runs scrypt on a loop of its own, one derivation at a time.
///
/// Not on Swift's own pool: that has as many threads as cores, and half a second on each would starve the rest.
actor ScryptWorker {
    /// Two for the process. Each takes 32 MiB while it runs, and yields the processor to the main loop.
    static let all = [ScryptWorker("scrypt-1"), ScryptWorker("scrypt-2")]

    private let loop: EventLoop

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(_ name: String) { loop = EventLoop(name: name, nice: 10) }

    /// The derived key; nil when the caller was cancelled before its turn came, or when memory is short.
    func derive(_ password: [UInt8], salt: [UInt8], _ parameters: ScryptParameters, length: Int) -> [UInt8]? {
        guard !Task.isCancelled else { return nil }
        return Self.scrypt(password, salt: salt, parameters, length: length)
    }

    nonisolated static func scrypt(
        _ password: [UInt8], salt: [UInt8], _ parameters: ScryptParameters, length: Int
    ) -> [UInt8]? {
        var key = [UInt8](repeating: 0, count: length)
        let done = password.withUnsafeBytes { password in
            EVP_PBE_scrypt(
                password.baseAddress?.assumingMemoryBound(to: CChar.self), password.count, salt, salt.count,
                1 << UInt64(parameters.logN), UInt64(parameters.r), UInt64(parameters.p), ScryptParameters.memory,
                &key, length)
        }
        guard done == 1 else {
            ERR_clear_error()
            return nil
        }
        return key
    }
}
