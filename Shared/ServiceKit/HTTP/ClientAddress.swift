internal import Glibc
public import HTTP

/// The address a client is counted under.
public enum ClientAddress {
    /// The peer's address or, behind `trustedProxies` proxies, the one that the outermost of them saw: the last but
    /// that many of `X-Forwarded-For`. What stands left of it is the client's own invention.
    public static func of(_ request: HTTPRequest, trustedProxies: Int) -> String {
        guard trustedProxies > 0 else { return request.remoteAddress }
        let hops = request.headers.values("X-Forwarded-For").flatMap { $0.split(separator: ",") }
            .map { String($0.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }) }
        guard hops.count >= trustedProxies else { return request.remoteAddress }
        return hops[hops.count - trustedProxies]
    }

    /// The same, an IPv6 address cut to its network of 64 bits: a client has all of that.
    static func key(of request: HTTPRequest, trustedProxies: Int) -> String {
        let address = of(request, trustedProxies: trustedProxies)
        guard address.contains(":") else { return address }
        var bytes = in6_addr()
        guard inet_pton(AF_INET6, address, &bytes) == 1 else { return address }
        return withUnsafeBytes(of: &bytes) { bytes in
            // An IPv4 address in IPv6 clothes: the last four bytes are the client.
            let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            let part = isMapped ? bytes[12...] : bytes[..<8]
            return part.map { String($0, radix: 16) }.joined(separator: isMapped ? "." : ":")
        }
    }
}
