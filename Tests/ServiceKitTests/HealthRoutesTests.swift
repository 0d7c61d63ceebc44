#if canImport(Testing)
    import HTTP
    import JSON
    import Observability
    import Reactor
    import TestSupport
    import Testing

    @testable import ServiceKit

    @LoopActor @Suite(.noHanging) struct HealthRoutesTests {
        @LoopActor private final class World {
            var postgres = CheckResult.ok
            var sidecar = CheckResult.ok
            var hangs = false
            var limit = Duration.seconds(2)
        }

        private let world = World()
        private let lifecycle = Lifecycle()
        private let metrics = Metrics()

        private func router() -> Router<PlainContext> {
            let world = world
            let routes = HealthRoutes(
                checks: [
                    ReadinessCheck("postgres", gating: true) {
                        if world.hangs { await Latch().wait() }
                        return world.postgres
                    },
                    ReadinessCheck("sidecar", gating: false) { world.sidecar },
                ], lifecycle: lifecycle, metrics: metrics, checkLimit: world.limit)
            let router = Router<PlainContext>()
            routes.addRoutes(to: router)
            return router
        }

        private func status(_ path: String) async throws -> Int {
            await router().respond(to: try HTTPRequest(.get, path)).status.code
        }

        @Test func livenessNeverDependsOnAnything() async throws {
            world.postgres = .failing("away")
            for phase in [Lifecycle.Phase.starting, .running, .draining, .stopping] {
                lifecycle.advance(to: phase)
                #expect(try await status("/livez") == 200)
            }
        }

        @Test func startupEndsWhenEverythingRuns() async throws {
            #expect(try await status("/startupz") == 503)
            world.postgres = .failing("away")
            lifecycle.advance(to: .running)
            #expect(try await status("/startupz") == 200)
        }

        @Test(arguments: ["/readyz", "/healthz", "/health"]) func readinessFollowsGatingChecksAndTheLifecycle(
            path: String
        ) async throws {
            #expect(try await status(path) == 503)
            lifecycle.advance(to: .running)
            #expect(try await status(path) == 200)
            world.sidecar = .failing("no answer")
            #expect(try await status(path) == 200)
            world.postgres = .failing("no answer for 6 s")
            #expect(try await status(path) == 503)
            world.postgres = .ok
            #expect(try await status(path) == 200)
            lifecycle.advance(to: .draining)
            #expect(try await status(path) == 503)
        }

        @Test func healthShowsEveryCheck() async throws {
            lifecycle.advance(to: .running)
            world.sidecar = .failing("no answer")
            let response = await router().respond(to: try HTTPRequest(.get, "/health"))
            #expect(response.headers["Cache-Control"] == "no-store")
            #expect(
                response.text == """
                    {"status":"ok","phase":"running","checks":[\
                    {"name":"postgres","gating":true,"status":"ok"},\
                    {"name":"sidecar","gating":false,"status":"failing","detail":"no answer"}]}
                    """)
        }

        @Test func aCheckThatHangsIsFailing() async throws {
            lifecycle.advance(to: .running)
            world.hangs = true
            world.limit = .milliseconds(10)
            #expect(try await status("/readyz") == 503)
        }

        @Test func metricsAreServedAsPrometheusText() async throws {
            metrics.counter("a_total", "A.").increment()
            let response = await router().respond(to: try HTTPRequest(.get, "/metrics"))
            #expect(response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(response.text == "# HELP a_total A.\n# TYPE a_total counter\na_total 1\n")
        }

        @Test func theSidecarIsToldOnlyWhenServicesStop() async throws {
            let router = Router<PlainContext>()
            HealthRoutes(checks: [], lifecycle: lifecycle, metrics: metrics).addAppHealth(to: router)
            func status() async throws -> Int {
                await router.respond(to: try HTTPRequest(.get, "/healthz")).status.code
            }
            for phase in [Lifecycle.Phase.starting, .running, .draining] {
                lifecycle.advance(to: phase)
                #expect(try await status() == 200)
            }
            lifecycle.advance(to: .stopping)
            #expect(try await status() == 503)
        }
    }
#endif
