/// How the text of one type of value is read and what the type is called.
struct ConfigForm<T> {
    /// What `--help` calls it.
    let name: String
    /// The same in a sentence: "must be …".
    let article: String
    /// A flag without a value means true.
    var isFlag = false
    let parse: (String) -> T?
}

extension ConfigForm where T: ConfigValue {
    static func of(_ type: T.Type) -> ConfigForm {
        ConfigForm(
            name: T.configType, article: T.configArticle + T.configType, isFlag: T.self == Bool.self,
            parse: T.init(configText:))
    }
}

extension ConfigForm where T: RawRepresentable<String> & CaseIterable {
    static func choice(of type: T.Type) -> ConfigForm {
        let names = T.allCases.map(\.rawValue)
        return ConfigForm(
            name: names.joined(separator: " | "), article: "one of " + names.joined(separator: ", "),
            parse: T.init(rawValue:))
    }
}
