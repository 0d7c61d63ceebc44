internal import Postgres

/// A search in the texts of tasks; what the user typed is data, never an expression.
public struct TaskSearch: Sendable, Equatable {
    /// How texts are compared.
    public enum Mode: String, Sendable {
        /// Title and description have all the words, the last of which may be the beginning of one. English words are
        /// found in all their forms.
        case words
        /// The title has something like it, or it itself somewhere: for typing errors, and for what is no word.
        case similar
    }

    /// What a session needs so that what is similar is found: two mistakes in a long word leave 0.4 of its trigrams, and
    /// PostgreSQL's own limit is 0.6.
    public static let sessionSettings = ["pg_trgm.word_similarity_threshold": "0.4"]

    /// What the user typed.
    public let text: String
    public var mode: Mode

    public init(_ text: String, mode: Mode = .words) {
        self.text = text
        self.mode = mode
    }

    // Texts and what is looked for are compared in the form of `search_form`: whichever yeh, kaf or heh they were typed
    // with. All conditions are answered by `tasks_user_text`, which begins with the user.

    var condition: SQL {
        switch mode {
        case .words: "t.search @@ \(words)"
        case .similar:
            """
            (t.search @@ \(slips) OR search_form(\(text)::text) <% search_title(t.title)
             OR search_title(t.title) ILIKE search_form(\(pattern)::text))
            """
        }
    }

    /// How well a task fits, the better the higher.
    var rank: SQL {
        switch mode {
        case .words: "ts_rank(t.search, \(words))::float8"
        case .similar:
            """
            greatest(
                word_similarity(search_form(\(text)::text), search_title(t.title)),
                CASE WHEN search_title(t.title) ILIKE search_form(\(pattern)::text) THEN 1
                     WHEN t.search @@ \(slips) THEN 0.9 END)::float8
            """
        }
    }

    /// A sub-select, so that it is made once and not for each row. A text without any word makes NULL, which nothing
    /// matches.
    private var words: SQL {
        """
        (SELECT s.query || coalesce(e.query, s.query)
           FROM (SELECT (nullif(plainto_tsquery('simple', search_form(\(text)::text))::text, '') || ':*')::tsquery AS query) s,
                (SELECT (nullif(plainto_tsquery('english', search_form(\(text)::text))::text, '') || ':*')::tsquery AS query) e)
        """
    }

    private var pattern: String {
        var pattern = "%"
        for scalar in text.unicodeScalars {
            if scalar == "%" || scalar == "_" || scalar == "\\" { pattern += "\\" }
            pattern.unicodeScalars.append(scalar)
        }
        return pattern + "%"
    }
}
