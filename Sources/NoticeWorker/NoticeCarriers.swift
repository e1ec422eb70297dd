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

    init(_ fleet: WorkerContext) {
        self.fleet = fleet
        settings = fleet.settings.gateways
        board = GatewayBoard(settings.compactMap(Self.gateway), routing: fleet.settings.routing)
        watch = GatewayWatch(
            board: board, kinds: Dictionary(settings.map { ($0.name, $0.kind.rawValue) }) { first, _ in first },
            pool: fleet.pool, clock: fleet.clock, logger: fleet.logger)
    }

    var isEmpty: Bool { settings.isEmpty }

    /// The carrier whose names receipts by the broker carry where they do not say.
    var usual: String { settings.first?.name ?? "none" }

    /// What runs beside the work.
    var services: [any Service] { [watch] }

    /// Where carriers that speak HTTP bring receipts and replies.
    var routes: [HTTPRouteHandler] {
        settings.compactMap { settings in
            guard case .http(_, let secret) = settings.connection else { return nil }
            return ReceiptsRoute(
                recorder: ReceiptRecorder(gateway: settings.name), secret: secret, pool: fleet.pool,
                clock: { [clock = fleet.clock] in clock.now() }
            ).handler
        }
    }

    /// Emergencies have a runner of their own: none waits for the answers to other submits. Their lease is just longer
    /// than two calls take, so that a dead process delays them no more than that.
    var works: [any DueWork] {
        let expansions: [any DueWork] = [ExpansionWork(policy: fleet.policy, logger: fleet.logger)]
        guard !isEmpty else { return expansions }
        let timeout = Double(settings.map(\.timeoutSeconds).max() ?? 10)
        let priorities: [[NoticePriority]] = [[.emergency], [.urgent, .normal]]
        let sending = priorities.map {
            DeliveryWork(
                priorities: $0, board: board, policy: fleet.policy, speed: fleet.clock.speed,
                lease: $0 == [.emergency] ? 2 * timeout + 5 : 6 * timeout, logger: fleet.logger)
        }
        return expansions + sending + [EarlyReceiptWork(speed: fleet.clock.speed)]
    }

    private static func gateway(_ settings: GatewaySettings) -> (any Gateway)? {
        switch settings.connection {
        case .http(let url, let secret):
            HTTPGateway(
                name: settings.name, url: url, secret: secret, batch: settings.batch,
                timeout: Double(settings.timeoutSeconds))
        case .smpp, .kannel: nil
        }
    }
}
