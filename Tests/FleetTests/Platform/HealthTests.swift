import Foundation
import FoundationNetworking
import Metrics
import Testing

@testable import Fleet

@Suite struct HealthTests {
    @Test func readyOnlyWhenEveryPartIs() {
        let health = Health(expecting: ["broker", "database"])
        #expect(health.reasons == ["broker: not started", "database: not started"])
        health.set("broker", nil)
        health.set("database", "read-only")
        #expect(health.reasons == ["database: read-only"])
        health.set("database", nil)
        #expect(health.reasons.isEmpty)
        #expect(health.state == ["broker": "ok", "database": "ok"])
    }

    @Test func aSilentLoopIsStuckUntilItMovesOrEnds() {
        let health = Health(stallAfter: .seconds(10))
        let start = ContinuousClock.now
        health.beat("urgent", at: start)
        health.beat(at: start + .seconds(8))
        #expect(health.stuck(at: start + .seconds(10)).isEmpty)
        #expect(health.stuck(at: start + .seconds(12)) == ["urgent has not moved for 12 s"])
        health.forget("urgent")
        #expect(health.stuck(at: start + .seconds(12)).isEmpty)
    }

    @Test func servesHealthAndMetrics() async throws {
        let health = Health(expecting: ["broker"], stallAfter: .seconds(10))
        let registry = MetricsRegistry()
        Counter(label: "served", factory: registry).increment()
        try await serving(health, registry) { base in
            #expect(try await get(base + "/livez").status == 200)
            let waiting = try await get(base + "/readyz")
            #expect(waiting.status == 503)
            #expect(
                waiting.body == #"{"parts":{"broker":"not started"},"ready":false,"reasons":["broker: not started"]}"#)
            health.set("broker", nil)
            #expect(try await get(base + "/readyz").status == 200)
            #expect(try await get(base + "/metrics").body == "# TYPE served_total counter\nserved_total 1\n")
            #expect(try await get(base + "/metrics").type == "text/plain; version=0.0.4; charset=utf-8")
            health.beat(at: .now - .seconds(60))
            #expect(try await get(base + "/livez").status == 503)
            #expect(try await get(base + "/extra/7").body == "7")
            #expect(try await get(base + "/nothing").status == 404)
        }
    }

    @Test func aTakenPortIsWorthAnotherTry() async throws {
        try await serving(Health(), MetricsRegistry()) { base in
            let port = try #require(URL(string: base)?.port)
            let second = try HealthServer(
                host: "127.0.0.1", port: port, health: Health(), metrics: MetricsRegistry())
            await #expect(throws: TryAgainLater.self) { try await second.run() }
        }
    }

    private func serving(
        _ health: Health, _ registry: MetricsRegistry, _ body: (String) async throws -> Void
    ) async throws {
        let extra = HTTPRouteHandler("GET /extra/:number") { request in
            WebResponse(.ok, body: Data((request.parameters["number"] ?? "").utf8))
        }
        let server = try HealthServer(
            host: "localhost", port: 0, health: health, metrics: registry, routes: [extra])
        let running = Task { try await server.run() }
        defer { running.cancel() }
        try await body("http://127.0.0.1:\(server.port())")
    }

    private func get(_ address: String) async throws -> (status: Int, body: String, type: String?) {
        let url = try #require(URL(string: address))
        let (data, response) = try await URLSession.shared.data(from: url)
        let http = try #require(response as? HTTPURLResponse)
        return (http.statusCode, String(decoding: data, as: UTF8.self), http.value(forHTTPHeaderField: "Content-Type"))
    }
}
