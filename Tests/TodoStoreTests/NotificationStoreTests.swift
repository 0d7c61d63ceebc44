import FoundationEssentials
import JSON
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase, .noHanging) struct NotificationStoreTests {
    @Test func aPlanIsStoredOnceWithItsDeliveries() async throws {
        try await StoreFixture.with { store in
            let plan = NotificationPlan.sample(of: store.user, key: "due:1")
            let again = NotificationPlan.sample(of: store.user, key: "due:1")
            let other = NotificationPlan.sample(of: store.user, key: "due:2", mail: false)
            #expect(try await store.insert([plan, other]) == [plan.notification.id, other.notification.id])
            #expect(try await store.insert([again]) == [])
            #expect(try await store.count(of: "notification_deliveries") == 1)
            let page = try await store.notifications.list(of: store.user, limit: 10)
            #expect(Set(page.rows.map(\.notification.dedupeKey)) == ["due:1", "due:2"])
            let stored = page.rows.map(\.notification).first { $0.id == plan.notification.id }
            #expect(stored == plan.notification)
            #expect(page.next == nil)
        }
    }

    @Test func ofManyPlannersOfOneFactOneStoresIt() async throws {
        try await StoreFixture.with { store in
            let keys = (0..<10).map { "due:\($0)" }
            let inserted = try await concurrently(8) { _ in
                try await store.insert(keys.shuffled().map { .sample(of: store.user, key: $0) })
            }.map { try $0.get() }
            #expect(inserted.reduce(0) { $0 + $1.count } == 10)
            #expect(try await store.count(of: "notifications") == 10)
            #expect(try await store.count(of: "notification_deliveries") == 10)
        }
    }

    @Test func aUserWhoIsGoneDoesNotStopTheOthers() async throws {
        try await StoreFixture.with { store in
            let plan = NotificationPlan.sample(of: store.user, key: "due:1")
            let inserted = try await store.insert([.sample(of: .sample(), key: "due:1"), plan])
            #expect(inserted == [plan.notification.id])
        }
    }

    @Test func aListGoesOnWhereItStopped() async throws {
        try await StoreFixture.with { store in
            let plans = (0..<7).map { number in
                NotificationPlan.sample(
                    of: store.user, key: "\(number)", kind: number < 5 ? .due : .created,
                    at: Date.sample.addingTimeInterval(Double(number / 2)))
            }
            _ = try await store.insert(plans)
            func all(_ query: NotificationStore.Query) async throws -> [TodoNotification.ID] {
                var ids: [TodoNotification.ID] = []
                var position: NotificationStore.Position?
                repeat {
                    let page = try await store.notifications.list(query, of: store.user, after: position, limit: 2)
                    ids += page.rows.map(\.id)
                    position = page.next
                } while position != nil
                return ids
            }
            let newestFirst = plans.map(\.notification).sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
            #expect(try await all(.init()) == newestFirst.map(\.id))
            #expect(try await all(.init(kinds: [.created])) == newestFirst.filter { $0.kind == .created }.map(\.id))
            #expect(try await store.notifications.count(.init(kinds: [.due]), of: store.user) == 5)
            #expect(try await store.notifications.list(of: .sample(), limit: 2).rows.isEmpty)
        }
    }

    @Test func readingIsMarkedOnceAndByTheOwnerOnly() async throws {
        try await StoreFixture.with { store in
            let plan = NotificationPlan.sample(of: store.user, key: "due:1")
            _ = try await store.insert([plan, .sample(of: store.user, key: "due:2")])
            let id = plan.notification.id
            let later = Date.sample.addingTimeInterval(60)
            #expect(try await store.markRead(id, of: .sample(), at: .sample) == nil)
            let first = try await store.markRead(id, of: store.user, at: .sample)
            #expect(first?.notification.readAt == .sample)
            let second = try await store.markRead(id, of: store.user, at: later)
            #expect(second?.notification.readAt == .sample)
            let unread = try await store.notifications.list(.init(unreadOnly: true), of: store.user, limit: 10)
            #expect(unread.rows.map(\.notification.dedupeKey) == ["due:2"])
            #expect(try await store.markAllRead(of: store.user, at: later) == 1)
            #expect(try await store.notifications.count(.init(unreadOnly: true), of: store.user) == 0)
        }
    }

    @Test func theRowWritesWhatTheValueWrites() async throws {
        try await StoreFixture.with { store in
            _ = try await store.insert([.sample(of: store.user, key: "due:1")])
            let page = try await store.notifications.list(of: store.user, limit: 1)
            let row = try #require(page.rows.first)
            var fromRow = JSONWriter()
            var fromValue = JSONWriter()
            row.write(to: &fromRow)
            row.notification.write(to: &fromValue)
            let (left, right) = (try JSONReader.parse(fromRow.bytes), try JSONReader.parse(fromValue.bytes))
            #expect(left.object?.members.map(\.name) == right.object?.members.map(\.name))
            for member in right.object?.members ?? [] where member.name != "data" {
                #expect(left[member.name] == member.value)
            }
            #expect(NotificationData(left["data"] ?? .null) == NotificationData(right["data"] ?? .null))
        }
    }
}
