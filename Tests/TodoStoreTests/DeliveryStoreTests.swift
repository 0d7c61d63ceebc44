import FoundationEssentials
import Postgres
import Reactor
import TestSupport
import Testing
import TodoCore
import TodoStore

@LoopActor @Suite(.todoDatabase, .noHanging) struct DeliveryStoreTests {
    /// One delivery, due now.
    private func withDelivery(
        kind: NotificationKind = .due, key: String = "due:1",
        _ body: @LoopActor (StoreFixture, Delivery) async throws -> Void
    ) async throws {
        try await StoreFixture.with { store in
            let plan = NotificationPlan.sample(of: store.user, key: key, kind: kind, at: Date())
            _ = try await store.insert([plan])
            try await body(store, plan.deliveries[0])
        }
    }

    private func status(_ store: StoreFixture) async throws -> [String] {
        let row = try await store.postgres.read(
            """
            SELECT d.status, d.attempts, string_agg(a.outcome, ',' ORDER BY a.attempt), d.lease_token IS NULL
              FROM notification_deliveries d LEFT JOIN delivery_attempts a ON a.delivery_id = d.id GROUP BY d.id
            """)[0]
        return [row.string(0), String(row.int(1)), row.stringOrNil(2) ?? "", row.bool(3) ? "free" : "leased"]
    }

    @Test func aClaimKnowsEverythingTheChannelNeeds() async throws {
        try await withDelivery { store, delivery in
            let deliveries = DeliveryStore(store.postgres)
            #expect(try await deliveries.claim(channel: .webhook).isEmpty)
            let claim = try #require(try await deliveries.claim(channel: .email).first)
            #expect(claim.delivery.id == delivery.id)
            #expect(claim.delivery.status == .sending)
            #expect(claim.delivery.attempts == 1)
            #expect(claim.notification.dedupeKey == "due:1")
            #expect(claim.user.id == store.user)
            #expect(claim.user.email == store.user.description + "@example.org")
            #expect(claim.isMailSuppressed == false)
            #expect(claim.isTaskOpen)
            #expect(try await status(store) == ["sending", "1", "started", "leased"])
            #expect(try await deliveries.claim(channel: .email).isEmpty)
        }
    }

    @Test func sixteenClaimersNeverGetTheSame() async throws {
        try await StoreFixture.with { store in
            let plans = (0..<200).map { NotificationPlan.sample(of: store.user, key: "\($0)", at: Date()) }
            _ = try await store.insert(plans)
            let deliveries = DeliveryStore(store.postgres)
            let claims = try await concurrently(16) { _ in
                var ids: [Delivery.ID] = []
                while case let more = try await deliveries.claim(channel: .email), !more.isEmpty {
                    ids += more.map(\.delivery.id)
                }
                return ids
            }.flatMap { try $0.get() }
            #expect(claims.count == 200)
            #expect(Set(claims).count == 200)
        }
    }

    @Test func aResultIsWrittenUnderItsLeaseOnly() async throws {
        try await withDelivery { store, delivery in
            let wakes = Tally()
            let deliveries = DeliveryStore(store.postgres) { wakes.add() }
            let claim = try #require(try await deliveries.claim(channel: .email).first)
            try await store.run("UPDATE notification_deliveries SET lease_until = now() - interval '1 s'")
            #expect(try await deliveries.rescue() == 1)
            #expect(try await status(store) == ["failed", "1", "unknown", "free"])
            #expect(try await deliveries.record(.sent(providerID: nil), of: claim) == false)
            let second = try #require(try await deliveries.claim(channel: .email).first)
            #expect(second.delivery.attempts == 2)
            let event = NotificationEvent(.sent, second.delivery, kind: .due, taskID: nil)
                .outboxEvent(.sample(by: store.user))
            #expect(try await deliveries.record(.sent(providerID: "p-1"), of: second, events: [event]))
            #expect(wakes.count == 1)
            #expect(try await status(store) == ["sent", "2", "unknown,sent", "free"])
            let events = try await store.number(
                "SELECT count(*) FROM outbox_events WHERE aggregate_id = \(delivery.id) AND aggregate_seq = 2")
            #expect(events == 1)
            #expect(try await deliveries.record(.sent(providerID: nil), of: second) == false)
        }
    }

    @Test func anAttemptWithoutAResultIsTriedOnceMoreThenHeld() async throws {
        try await withDelivery { store, _ in
            let deliveries = DeliveryStore(store.postgres)
            for expected in ["failed", "unknown"] {
                _ = try await deliveries.claim(channel: .email)
                #expect(try await deliveries.rescue() == 0)
                try await store.run("UPDATE notification_deliveries SET lease_until = now() - interval '1 s'")
                #expect(try await deliveries.rescue() == 1)
                #expect(try await status(store)[0] == expected)
            }
            #expect(try await deliveries.claim(channel: .email).isEmpty)
        }
    }

    @Test func securityMailIsHeldAtOnce() async throws {
        try await withDelivery(kind: .security) { store, _ in
            let deliveries = DeliveryStore(store.postgres)
            _ = try await deliveries.claim(channel: .email, lease: .zero)
            #expect(try await deliveries.rescue() == 1)
            #expect(try await status(store) == ["unknown", "1", "unknown", "free"])
        }
    }

    @Test func aFailedAttemptWaitsForItsDelay() async throws {
        try await withDelivery { store, _ in
            let deliveries = DeliveryStore(store.postgres)
            let claim = try #require(try await deliveries.claim(channel: .email).first)
            #expect(try await deliveries.record(.retry(after: .seconds(60), error: "451 later"), of: claim))
            #expect(try await status(store) == ["failed", "1", "failed", "free"])
            #expect(try await deliveries.claim(channel: .email).isEmpty)
            try await store.run("UPDATE notification_deliveries SET next_attempt_at = now()")
            #expect(try await deliveries.claim(channel: .email).count == 1)
        }
    }

    @Test func aReminderFailsWithItsLastWayOut() async throws {
        try await StoreFixture.with { store in
            let reminder = Reminder.sample(at: .sample, status: .sent)
            try await store.create(.sample(of: store.user, reminders: [reminder]))
            let key = "reminder:\(reminder.id):2026-03-01T09:00:00Z"
            let plan = NotificationPlan.sample(of: store.user, key: key, kind: .reminder, at: Date(), ways: 2)
            _ = try await store.insert([plan])
            let deliveries = DeliveryStore(store.postgres)
            for expected in ["sent", "failed"] {
                let channel: Delivery.Channel = expected == "sent" ? .email : .log
                let claim = try #require(try await deliveries.claim(channel: channel).first)
                #expect(try await deliveries.record(.dead(error: "550 no such user"), of: claim))
                let found = try await store.postgres.read("SELECT status FROM task_reminders")[0].string(0)
                #expect(found == expected)
            }
            #expect(try await deliveries.deadCount(of: store.user, channel: .email) == 1)
        }
    }

    @Test func whatExpiresIsEndedWithoutAnAttempt() async throws {
        try await withDelivery { store, delivery in
            let deliveries = DeliveryStore(store.postgres)
            try await store.run("UPDATE notification_deliveries SET expires_at = now() - interval '1 s'")
            #expect(try await deliveries.claim(channel: .email).isEmpty)
            let ended = try await store.postgres.withTransaction { transaction in
                try await deliveries.expire(in: transaction)
            }
            #expect(ended.map(\.delivery.id) == [delivery.id])
            #expect(ended.map(\.delivery.status) == [.suppressed])
            #expect(ended.map(\.kind) == [.due])
        }
    }

    @Test func claimsGivenBackCountNoAttempt() async throws {
        try await withDelivery { store, _ in
            let deliveries = DeliveryStore(store.postgres)
            let claims = try await deliveries.claim(channel: .email)
            try await deliveries.release(claims)
            #expect(try await status(store) == ["pending", "0", "", "free"])
            #expect(try await deliveries.backlog().waiting == 1)
            #expect(try await deliveries.claim(channel: .email).map(\.delivery.attempts) == [1])
            #expect(try await deliveries.backlog().waiting == 0)
        }
    }

    @Test func aTaskThatWasDoneMeanwhileIsSeen() async throws {
        try await StoreFixture.with { store in
            let task = TodoTask.sample(of: store.user)
            try await store.create(task)
            _ = try await store.insert([.sample(of: store.user, key: "due:1", at: Date(), task: task.id)])
            try await store.run("UPDATE tasks SET status = 'completed'")
            let claims = try await DeliveryStore(store.postgres).claim(channel: .email)
            #expect(claims.map(\.isTaskOpen) == [false])
        }
    }
}
