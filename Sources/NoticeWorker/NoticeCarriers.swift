import Domain
import Fleet
import ServiceLifecycle

/// The carriers of the settings, and what a worker needs for them.
struct NoticeCarriers {
    /// Keeps the board as people have decided.
    let watch: GatewayWatch
    private let fleet: WorkerContext
    private let board: GatewayBoard
    private let settings: [GatewaySettings]
    private let lines: [any Service]

    /// - Throws: what a carrier cannot work with.
    init(_ fleet: WorkerContext) throws(UnusableSettings) {
        self.fleet = fleet
        settings = fleet.settings.gateways
        var gateways: [any Gateway] = []
        for settings in settings { gateways.append(try Self.gateway(settings, fleet)) }
        lines = gateways.compactMap(\.line)
        board = GatewayBoard(gateways, routing: fleet.settings.routing)
        watch = GatewayWatch(
            board: board, kinds: Dictionary(settings.map { ($0.name, $0.kind.rawValue) }) { first, _ in first },
            pool: fleet.pool, clock: fleet.clock, logger: fleet.logger)
    }

    var isEmpty: Bool { settings.isEmpty }

    /// The carrier whose names receipts by the broker carry where they do not say.
    var usual: String { settings.first?.name ?? "none" }

    /// What runs beside the work.
    var services: [any Service] {
        let audit = EscalationAudit(
            pool: fleet.pool, clock: fleet.clock, policies: fleet.policies, settings: fleet.settings.audit,
            logger: fleet.logger)
        return [watch, audit] + lines
    }

    /// Where carriers that speak HTTP bring receipts and replies.
    var routes: [HTTPRouteHandler] {
        let clock = { @Sendable [clock = fleet.clock] in clock.now() }
        return settings.flatMap { settings -> [HTTPRouteHandler] in
            switch settings.connection {
            case .http(_, let secret):
                let recorder = ReceiptRecorder(gateway: settings.name)
                return [ReceiptsRoute(recorder: recorder, secret: secret, pool: fleet.pool, clock: clock).handler]
            case .kannel(let kannel):
                return KannelRoutes(gateway: settings.name, settings: kannel, pool: fleet.pool, clock: clock).handlers
            case .smpp: return []
            }
        }
    }

    /// Emergencies have a runner of their own: none waits for the answers to other submits. Their lease is just longer
    /// than two calls take, so that a dead process delays them no more than that.
    var works: [any DueWork] {
        let expansions: [any DueWork] = [ExpansionWork(policies: fleet.policies, logger: fleet.logger)]
        guard !isEmpty else { return expansions }
        let timeout = Double(settings.map(\.timeoutSeconds).max() ?? 10)
        let priorities: [[NoticePriority]] = [[.emergency], [.urgent, .normal]]
        let sending = priorities.map {
            DeliveryWork(
                priorities: $0, board: board, policies: fleet.policies, speed: fleet.clock.speed,
                lease: $0 == [.emergency] ? 2 * timeout + 5 : 6 * timeout, logger: fleet.logger)
        }
        return expansions + sending + [EarlyReceiptWork(speed: fleet.clock.speed)]
    }

    private static func gateway(
        _ settings: GatewaySettings, _ fleet: WorkerContext
    ) throws(UnusableSettings) -> any Gateway {
        let (name, batch, timeout) = (settings.name, settings.batch, Double(settings.timeoutSeconds))
        switch settings.connection {
        case .http(let url, let secret):
            return HTTPGateway(name: name, url: url, secret: secret, batch: batch, timeout: timeout)
        case .kannel(let kannel): return KannelGateway(name: name, batch: batch, timeout: timeout, settings: kannel)
        case .smpp(let smpp):
            return try SMPPGateway(
                name: name, batch: batch, timeout: timeout, settings: smpp, pool: fleet.pool, logger: fleet.logger,
                clock: { [clock = fleet.clock] in clock.now() })
        }
    }
}
