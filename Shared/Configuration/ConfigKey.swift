/// A key under its names: "outbox.batchSize" is OUTBOX_BATCH_SIZE in the environment and --outbox.batchSize as a flag.
///
/// A key may also be given as its environment name, for names that are not ours: "DAPR_HTTP_PORT" is the flag
/// --dapr.httpPort.
struct ConfigKey: Hashable {
    let flag: String
    let environment: String

    init(_ key: String) {
        if key.contains(where: { $0.isLowercase }) {
            flag = key
            environment = Self.environmentName(of: key)
        } else {
            flag = Self.flagName(of: key)
            environment = key
        }
    }

    private static func environmentName(of key: String) -> String {
        let letters = Array(key)
        var name = ""
        for (index, letter) in letters.enumerated() {
            guard letter != ".", letter != "-" else {
                name += "_"
                continue
            }
            if letter.isUppercase, index > 0, letters[index - 1] != "." {
                // "rootURL" is ROOT_URL, "httpPort" HTTP_PORT, "URLPath" URL_PATH.
                let startsWord = index + 1 < letters.count && letters[index + 1].isLowercase
                if !letters[index - 1].isUppercase || startsWord { name += "_" }
            }
            name += letter.uppercased()
        }
        return name
    }

    private static func flagName(of environment: String) -> String {
        let words = environment.lowercased().split(separator: "_").map(String.init)
        guard let first = words.first, words.count > 1 else { return environment.lowercased() }
        let tail = words.dropFirst(2).map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return first + "." + words[1] + tail.joined()
    }
}
