/// A stored password: `$scrypt$ln=15,r=8,p=3$salt$hash` (PHC string format; base64 without padding).
struct PasswordHash: Equatable, Sendable {
    static let saltLength = 16
    static let length = 32
    private static let codec = Base64Codec(last: (UInt8(ascii: "+"), UInt8(ascii: "/")))

    let parameters: ScryptParameters
    let salt: [UInt8]
    let hash: [UInt8]

    init(parameters: ScryptParameters, salt: [UInt8], hash: [UInt8]) {
        self.parameters = parameters
        self.salt = salt
        self.hash = hash
    }

    /// Reads a PHC string; nil for another algorithm, another form or an unreasonable cost.
    init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt",
            let parameters = Self.parameters(parts[2]), parameters.isReasonable,
            let salt = Self.codec.decode(parts[3].utf8), (8...64).contains(salt.count),
            let hash = Self.codec.decode(parts[4].utf8), (16...64).contains(hash.count)
        else { return nil }
        self.init(parameters: parameters, salt: salt, hash: hash)
    }

    private static func parameters(_ text: Substring) -> ScryptParameters? {
        let fields = text.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 3 else { return nil }
        var numbers: [Int] = []
        for (field, name) in zip(fields, ["ln=", "r=", "p="]) {
            guard field.hasPrefix(name), let number = Int(field.dropFirst(name.count)), number > 0 else { return nil }
            numbers.append(number)
        }
        return ScryptParameters(logN: numbers[0], r: numbers[1], p: numbers[2])
    }

    var text: String {
        let (salt, hash) = (Self.codec.encode(salt), Self.codec.encode(hash))
        let cost = "ln=\(parameters.logN),r=\(parameters.r),p=\(parameters.p)"
        return "$scrypt$\(cost)$\(String(decoding: salt, as: UTF8.self))$\(String(decoding: hash, as: UTF8.self))"
    }
}
