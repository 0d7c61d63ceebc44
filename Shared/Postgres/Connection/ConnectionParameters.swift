internal import CPostgres
internal import Glibc

/// libpq's keywords and values for a connection.
struct ConnectionParameters: Sendable {
    /// What a connection is for; it shows in its settings.
    enum Role: Sendable {
        case read, write, session, signal
    }

    private(set) var values: [(keyword: String, value: String)]
    /// Settings of each session, beside the product's own.
    private var settings: [String: String] = [:]

    /// None: where a conninfo could not be understood.
    init() { values = [] }

    /// Takes apart a conninfo or URI; what it leaves open gets the product's own settings.
    init(
        _ conninfo: String, applicationName: String, settings: [String: String] = [:]
    ) throws(PostgresError) {
        self.settings = settings
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(conninfo, &message) else {
            let text = message.map { String(cString: $0) } ?? "out of memory"
            PQfreemem(message)
            throw PostgresError(.unavailable, "database.url: \(text)")
        }
        defer { PQconninfoFree(options) }
        values = []
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values.append((String(cString: keyword), String(cString: value))) }
            option += 1
        }
        fillIn("application_name", applicationName)
        for (keyword, value) in Self.defaults { fillIn(keyword, value) }
        // Encryption that does not verify protects from nobody; within the machine there is nobody.
        if !hosts.allSatisfy(Self.isLocal) { fillIn("sslmode", "verify-full") }
    }

    private static let defaults = [
        ("client_encoding", "UTF8"),
        ("gssencmode", "disable"),  // Kerberos may block the connect
        ("keepalives", "1"), ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
        ("tcp_user_timeout", "10000"),
        ("target_session_attrs", "read-write"),
    ]

    private static func isLocal(_ host: String) -> Bool {
        host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1"
            || host.hasPrefix("127.")
    }

    private mutating func fillIn(_ keyword: String, _ value: String) {
        guard self[keyword] == nil else { return }
        values.append((keyword, value))
    }

    private subscript(keyword: String) -> String? {
        get { values.first { $0.keyword == keyword }?.value }
        set {
            values.removeAll { $0.keyword == keyword }
            if let newValue { values.append((keyword, newValue)) }
        }
    }

    // MARK: Names

    var hosts: [String] {
        (self["host"] ?? "").split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    /// The hosts that a resolver has to be asked about: neither sockets nor addresses.
    var names: [String] {
        guard self["hostaddr"] == nil else { return [] }
        return hosts.filter { !$0.isEmpty && !$0.hasPrefix("/") && !$0.hasPrefix("@") && !Self.isAddress($0) }
    }

    private static func isAddress(_ host: String) -> Bool {
        var buffer = in6_addr()
        return inet_pton(AF_INET, host, &buffer) == 1 || inet_pton(AF_INET6, host, &buffer) == 1
    }

    /// The same with an address beside each host, so that libpq, which would block for it, asks nobody.
    func resolved(_ addresses: [String: [String]]) -> ConnectionParameters {
        guard !names.isEmpty else { return self }
        let ports = (self["port"] ?? "").split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        var all: [(host: String, address: String, port: String)] = []
        for (index, host) in hosts.enumerated() {
            let port = ports.count == 1 ? ports[0] : index < ports.count ? ports[index] : ""
            let found = addresses[host] ?? [Self.isAddress(host) ? host : ""]
            for address in found { all.append((host, address, port)) }
        }
        var copy = self
        copy["host"] = all.map(\.host).joined(separator: ",")
        copy["hostaddr"] = all.map(\.address).joined(separator: ",")
        copy["port"] = all.map(\.port).joined(separator: ",")
        return copy
    }

    // MARK: Connecting

    /// The session's settings.
    ///
    /// A batch gives up a lock soon: its members then wait for it singly, in sessions of their own, and the write
    /// connection goes on. Plans are made once a session and may be older than what the tables hold: one made while a
    /// table was empty must not read it from end to end for ever.
    private func options(for role: Role) -> String {
        let lockTimeout = role == .write ? 250 : 2_000
        return "-c statement_timeout=5000 -c lock_timeout=\(lockTimeout) "
            + "-c idle_in_transaction_session_timeout=10000 -c TimeZone=UTC "
            + "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off "
            + settings.sorted { $0.key < $1.key }.map { "-c \($0.key)=\($0.value) " }.joined()
            + (self["options"] ?? "")
    }

    /// Starts a connection without waiting for it; nil when memory is short.
    func start(_ role: Role) -> OpaquePointer? {
        var all = values.filter { $0.keyword != "options" }
        all.append(("options", options(for: role)))
        let strings = all.map { (strdup($0.keyword), strdup($0.value)) }
        defer {
            for (keyword, value) in strings {
                free(keyword)
                free(value)
            }
        }
        let keywords = strings.map { UnsafePointer($0.0) } + [nil]
        let texts = strings.map { UnsafePointer($0.1) } + [nil]
        return PQconnectStartParams(keywords, texts, 0)
    }
}
