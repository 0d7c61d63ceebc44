internal import FoundationEssentials
internal import HTTPClient
internal import Reactor
internal import TodoCore

/// Fires a cron schedule at the application: to every replica, with an empty body, and whatever the answer.
@LoopActor final class CronBinding {
    private let binding: InputBinding
    private let channel: AppChannel
    private let limit: Duration?
    private let context: SidecarContext
    private let zone: Zone?
    private let bell = Doorbell()
    private var isStopped = false

    init(_ binding: InputBinding, channel: AppChannel, limit: Duration?, context: SidecarContext) {
        (self.binding, self.channel, self.limit, self.context) = (binding, channel, limit, context)
        zone = binding.schedule.zone.flatMap { name in
            FileManager.default.contents(atPath: "/usr/share/zoneinfo/\(name)").flatMap {
                try? Zone(name: name, tzif: Array($0))
            }
        }
    }

    /// Ticks until ``stop()``; a slow handler does not delay the next tick.
    func run() async {
        await withDiscardingTaskGroup { tasks in
            var last = WallClock.milliseconds
            while !isStopped, let next = nextTick(after: last) {
                await wait(.milliseconds(next - WallClock.milliseconds), &tasks)
                guard !isStopped else { return }
                // The timer may be a little early by the wall clock, and the clock may have been set.
                let now = WallClock.milliseconds
                guard now >= next else { continue }
                // Ticks that were missed are not made up for.
                last = max(next, now - 999)
                tasks.addTask { await self.fire() }
            }
        }
    }

    /// For so long at the most; while there is a storm, it fires as often as that says.
    private func wait(_ limit: Duration, _ tasks: inout DiscardingTaskGroup) async {
        guard case .cronStorm(let interval)? = context.faults.draw(.cronStorm, at: place)?.fault else {
            await bell.wait(limit)
            return
        }
        tasks.addTask { await self.fire() }
        await bell.wait(min(limit, interval))
    }

    private var place: FaultPlace { context.place(component: binding.name) }

    private func nextTick(after last: Int64) -> Int64? {
        binding.schedule.next(after: last) { [zone] second in
            Int64(zone?.offset(at: Date(timeIntervalSince1970: Double(second))) ?? 0)
        }
    }

    private func fire() async {
        guard channel.isHealthy else { return }
        let headers: HTTPClientHeaders = [
            "Content-Type": "application/json", "Timezone": binding.schedule.zone ?? "Local",
            "Readtimeutc": Self.goTime(WallClock.milliseconds),
        ]
        _ = try? await channel.send("POST", binding.path, headers: headers, limit: limit)
    }

    /// A storm may have begun.
    func wake() { bell.ring() }

    func stop() {
        isStopped = true
        bell.ring()
    }

    /// As Go prints an instant: `2026-08-21 20:12:09.123 +0000 UTC`.
    private static func goTime(_ milliseconds: Int64) -> String {
        let text = WallClock.text(milliseconds).replacing("T", with: " ").replacing("Z", with: "")
        let fraction = String(milliseconds % 1000 + 1000).dropFirst()
        return "\(text).\(fraction) +0000 UTC"
    }
}
