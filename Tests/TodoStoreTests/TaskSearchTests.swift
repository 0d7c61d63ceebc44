import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore

@testable import TodoStore

@LoopActor @Suite(.todoDatabase) struct TaskSearchTests {
    private static let titles = [
        "Water the plants", "Play chess", "Plan the week", "Call the dentist", "Buy milk", "Café crème", "Bring cake",
        "دودھ خریدیں", "كتابيں پڑھنا", "أحمد کو کال", "مُلاقات ۱۲ بجے", "زکوٰة دینا", "گھر کی صفائی", "علـــی، حسن",
        "Repair the refrigerator", "Use C:\\temp \\o/ 'quotes'",
    ]

    private func found(_ text: String, _ mode: TaskSearch.Mode, _ store: StoreFixture) async throws -> [String] {
        var query = TaskQuery()
        query.search = TaskSearch(text, mode: mode)
        query.orders = []
        let rows = try await store.tasks.list(query, of: store.user, limit: 20).rows
        #expect(try await store.tasks.count(query, of: store.user) == rows.count)
        return rows.map(\.title)
    }

    private func withTasks(_ body: @LoopActor (StoreFixture) async throws -> Void) async throws {
        let config = {
            var config = PostgresConfig(
                url: TestDatabase.url, readConnections: 1, writeConnections: 1, sessions: 2,
                connectTimeout: .seconds(60), acquireTimeout: .seconds(60), queueTimeout: .seconds(60),
                silenceLimit: .seconds(120))
            config.settings = TaskSearch.sessionSettings
            return config
        }()
        try await TestDatabase.withClient(config) { postgres in
            let store = StoreFixture(postgres: postgres, user: .sample())
            try await store.insertUser(store.user)
            for title in Self.titles {
                var task = TodoTask.sample(of: store.user, title: title)
                task.description = nil
                try await store.create(task)
            }
            try await body(store)
        }
    }

    /// By the words of the index itself, not by what is similar to them.
    @Test func wordsAreFoundWhateverLettersTheyAreTypedWith() async throws {
        try await withTasks { store in
            for (text, title) in [
                ("دودہ", "دودھ خریدیں"), ("دوده", "دودھ خریدیں"), ("خريديں", "دودھ خریدیں"), ("خرید", "دودھ خریدیں"),
                ("کتابیں", "كتابيں پڑھنا"), ("كتاب", "كتابيں پڑھنا"), ("احمد", "أحمد کو کال"),
                ("آحمد كو", "أحمد کو کال"),
                ("ملاقات", "مُلاقات ۱۲ بجے"), ("مُلَاقَات", "مُلاقات ۱۲ بجے"), ("12", "مُلاقات ۱۲ بجے"),
                ("١٢", "مُلاقات ۱۲ بجے"),
                ("زکوۃ", "زکوٰة دینا"), ("زکوٰہ", "زکوٰة دینا"), ("گھر", "گھر کی صفائی"), ("صفايي", "گھر کی صفائی"),
                ("علی", "علـــی، حسن"), ("ﻋﻠﻲ حسن", "علـــی، حسن"), ("cafe creme", "Café crème"),
                ("CAFE\u{301}", "Café crème"),
            ] {
                let titles = try await found(text, .words, store)
                #expect(titles == [title], "\(text)")
            }
            for text in ["گر", "کے", "zebra", "۱۳", "'", "\\", "& | !"] {
                let titles = try await found(text, .words, store)
                #expect(titles == [], "\(text)")
            }
        }
    }

    @Test func slipsOfTheFingersAreForgivenAndNothingElseIsFound() async throws {
        try await withTasks { store in
            for (text, title) in [
                ("plnats", "Water the plants"), ("plents", "Water the plants"),
                ("teh plnats", "Water the plants"), ("wtaer plnats", "Water the plants"),
                ("dnetist", "Call the dentist"),
                ("imlk", "Buy milk"), ("mulk", "Buy milk"), ("mlk buy", "Buy milk"), ("ckae", "Bring cake"),
                ("refridgerater", "Repair the refrigerator"), ("كتایبں", "كتابيں پڑھنا"), ("دوھد", "دودھ خریدیں"),
                ("صفائ", "گھر کی صفائی"), ("اقات", "مُلاقات ۱۲ بجے"), ("%", ""), ("\\o/", "Use C:\\temp \\o/ 'quotes'"),
                ("zebra", ""), ("qqqqq wwwww", ""), ("\\", "Use C:\\temp \\o/ 'quotes'"), ("' | a:* & !b", ""),
                ("c:\\tepm", "Use C:\\temp \\o/ 'quotes'"),
            ] {
                let titles = try await found(text, .similar, store)
                #expect(titles == (title.isEmpty ? [] : [title]), "\(text)")
            }
        }
    }

    @Test func whatIsNearestComesFirst() async throws {
        try await withTasks { store in
            for (text, wanted) in [
                ("plantss", ["Water the plants", "Plan the week"]), ("lan", ["Water the plants", "Plan the week"]),
            ] {
                let titles = try await found(text, .similar, store)
                #expect(titles == wanted, "\(text)")
            }
        }
    }

    @Test func whateverIsTypedIsAQuestionAndNoMistake() async throws {
        try await withTasks { store in
            var random = RandomFilters.Generator(state: 7)
            let pieces = [
                "'", "\\", "\"", "&", "|", "!", ":*", "(", ")", "<->", "%", "_", "milk", "ab", "ﷺ", "\u{301}", "ھ", "١",
                " ", "\u{200D}", "👩", "a/b", "x@y.org", "-1.5e3", "ß", "İ", "\u{FFFF}",
            ]
            for _ in 0..<60 {
                let text = (0..<Int.random(in: 1...40, using: &random)).map { _ in
                    pieces.randomElement(using: &random) ?? ""
                }.joined()
                for mode in [TaskSearch.Mode.words, .similar] { _ = try await found(text, mode, store) }
            }
            let long = String(repeating: "milk bread ", count: 18)
            for mode in [TaskSearch.Mode.words, .similar] {
                let titles = try await found(long, mode, store)
                #expect(titles == (mode == .words ? [] : ["Buy milk"]))
            }
        }
    }
}
