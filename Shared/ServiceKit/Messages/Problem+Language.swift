public import HTTP
public import TodoCore

extension Language {
    /// The language that a client wants most of those we speak; English where it wants none of them, or does not say.
    public init(_ headers: HTTPHeaders) {
        self = AcceptLanguage(headers).best(of: Self.allCases.map(\.rawValue)).flatMap(Language.init) ?? .english
    }
}

extension Problem {
    /// The same problem in the language that a client with these header fields reads: the one place where what we say to
    /// people is translated.
    ///
    /// The title and the details only: codes, pointers, names and values are for programs, and the same in each language.
    public func localized(for headers: HTTPHeaders) -> Problem {
        var problem = self
        problem.headers.add("Vary", "Accept-Language")
        let language = Language(headers)
        guard let catalogue = MessageCatalogue.of(language) else { return problem }
        func translated(_ text: String) -> String { catalogue.translation(of: text) ?? text }
        problem.title = translated(title)
        problem.detail = detail.map(translated)
        problem.errors = errors.map {
            Mistake(pointer: $0.pointer, code: $0.code, detail: translated($0.detail))
        }
        problem.headers["Content-Language"] = language.rawValue
        return problem
    }
}

extension MessageCatalogue {
    /// What a language has for our sentences; nil for the language that they are written in.
    public static func of(_ language: Language) -> MessageCatalogue? {
        switch language {
        case .english: nil
        case .urdu: urdu
        }
    }
}
