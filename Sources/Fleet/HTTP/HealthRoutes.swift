import Foundation

/// The routes that every worker has.
package struct HealthRoutes {
    let health: Health
    let metrics: MetricsRegistry

    /// What they tell of.
    package init(health: Health, metrics: MetricsRegistry) {
        self.health = health
        self.metrics = metrics
    }

    package var all: [HTTPRouteHandler] {
        [
            HTTPRouteHandler("GET /livez") { _ in live() },
            HTTPRouteHandler("GET /readyz") { _ in ready() },
            HTTPRouteHandler("GET /metrics") { _ in exposition() },
        ]
    }

    /// What `/readyz` says.
    private struct Readiness: Encodable {
        let ready: Bool
        let reasons: [String]
        let parts: [String: String]
    }

    private func live() -> WebResponse {
        let stuck = health.stuck()
        let text = stuck.isEmpty ? "ok\n" : stuck.joined(separator: "\n") + "\n"
        return respond(stuck.isEmpty, "text/plain; charset=utf-8", Data(text.utf8))
    }

    private func ready() -> WebResponse {
        let reasons = health.reasons
        let body = Readiness(ready: reasons.isEmpty, reasons: reasons, parts: health.state)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = (try? encoder.encode(body)) ?? Data()
        return respond(body.ready, "application/json", data)
    }

    private func exposition() -> WebResponse {
        respond(true, "text/plain; version=0.0.4; charset=utf-8", Data(metrics.exposition().utf8))
    }

    private func respond(_ isWell: Bool, _ type: String, _ body: Data) -> WebResponse {
        WebResponse(
            isWell ? .ok : .serviceUnavailable, headers: ["Content-Type": type, "Cache-Control": "no-store"], body: body
        )
    }
}
