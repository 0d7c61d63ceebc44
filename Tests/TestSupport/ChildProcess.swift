#if canImport(Testing)
    internal import FoundationEssentials
    internal import Glibc
    public import Reactor

    /// A program that runs beside the test, for tests of what its death does to others.
    @LoopActor public final class ChildProcess {
        /// How a program ended.
        public enum End: Sendable, Equatable {
            case exit(Int32)
            case signal(Int32)
        }

        public struct NotStarted: Error {
            public let program: String
            public let reason: String
        }

        public nonisolated let pid: Int32
        /// Where its standard output and error go.
        public nonisolated let log: String
        /// nil while it runs.
        public private(set) var end: End?

        /// Starts a program.
        ///
        /// - Parameters:
        ///   - folder: its working directory.
        ///   - log: the file its output is appended to.
        public init(
            _ program: String, _ arguments: [String], environment: [String: String] = [:], folder: String, log: String
        ) throws(NotStarted) {
            self.log = log
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            posix_spawn_file_actions_adddup2(&actions, 1, 2)

            // A child inherits the signals that the loop blocks, and would not hear of SIGTERM.
            var attributes = posix_spawnattr_t()
            posix_spawnattr_init(&attributes)
            defer { posix_spawnattr_destroy(&attributes) }
            var none = sigset_t()
            sigemptyset(&none)
            posix_spawnattr_setsigmask(&attributes, &none)
            posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))

            let variables = ProcessInfo.processInfo.environment.filter {
                ["PATH", "HOME", "LD_LIBRARY_PATH"].contains($0.key)
            }
            .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }.merging(environment) { $1 }
            Self.keepDescriptorsFromChildren()
            var child = pid_t()
            // `env` changes the folder, which posix_spawn cannot portably, and then is the program.
            let code = Self.withCStrings(["env", "-C", folder, program] + arguments) { argv in
                Self.withCStrings(variables.map { "\($0.key)=\($0.value)" }) { envp in
                    posix_spawn(&child, "/usr/bin/env", &actions, &attributes, argv, envp)
                }
            }
            guard code == 0 else { throw NotStarted(program: program, reason: String(cString: strerror(code))) }
            pid = child
        }

        /// A socket that a child holds too does not close when the test closes it, and its epoll goes on to tell of it. Not
        /// every library opens its sockets with `O_CLOEXEC`.
        private static func keepDescriptorsFromChildren() {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
                if let descriptor = Int32(name), descriptor > 2 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
            }
        }

        private static func withCStrings<T>(
            _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> T
        ) -> T {
            var pointers = strings.map { strdup($0) } + [nil]
            defer { for pointer in pointers { free(pointer) } }
            // swift-format-ignore: NeverForceUnwrap
            return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
        }

        /// Whether it runs; a look, nothing waits.
        public var isRunning: Bool {
            if end == nil {
                var status: Int32 = 0
                if waitpid(pid, &status, WNOHANG) == pid {
                    let signal = status & 0x7F
                    end = signal == 0 ? .exit((status >> 8) & 0xFF) : .signal(signal)
                }
            }
            return end == nil
        }

        /// Sends a signal, if there is still somebody to hear it.
        public func signal(_ number: Int32) {
            if isRunning { kill(pid, number) }
        }

        /// Returns once it has ended.
        @discardableResult public func ended(within limit: Duration = .seconds(60)) async throws -> End {
            try await eventually("the end of process \(pid), \(log)", within: limit) { !isRunning }
            guard let end else { throw NotInTime(description: "process \(pid) runs") }
            return end
        }

        /// Ends it as the machine's death would, and waits for that.
        public func killNow() async throws {
            signal(SIGKILL)
            try await ended()
        }
    }
#endif
