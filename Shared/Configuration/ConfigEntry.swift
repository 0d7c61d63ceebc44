/// One key as `--help` and the mistakes describe it.
struct ConfigEntry {
    let key: ConfigKey
    let type: String
    let fallback: String?
    let isSecret: Bool
    let isRequired: Bool
    let meaning: String

    var help: String {
        """
          --\(key.flag)  (\(key.environment))
              \(type)\(isSecret ? ", secret" : ""), \(defaultText)
              \(meaning)
        """
    }

    private var defaultText: String {
        switch fallback {
        case nil: isRequired ? "required" : "not set by default"
        case "": "default: empty"
        case .some where isSecret: "default: hidden"
        case .some(let text): "default: \(text)"
        }
    }

    var missing: String {
        "\(key.environment) is missing: set it in the environment or in .env, or pass --\(key.flag)=… (\(meaning))"
    }

    /// What was given, for the end of a sentence; nothing of a secret.
    func quoted(_ text: String) -> String { isSecret ? "" : ", not '\(text)'" }
}
