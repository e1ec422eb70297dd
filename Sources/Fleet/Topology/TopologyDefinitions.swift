import Events

/// Everything that the fleet needs in its virtual host, as one value: what `setup` imports, and what `doctor` compares
/// with. [contracts.md, RabbitMQ]
package struct TopologyDefinitions: Sendable, Equatable {
    package let exchanges: [TopologyExchange]
    package let queues: [TopologyQueue]
    package let bindings: [TopologyBinding]
    package let policies: [TopologyPolicy]

    /// What the fleet tells and nobody need consume; kept in a stream so that the unrouted queue holds only defects.
    package static let announcedTypes = [
        "incident.opened", "incident.merged", "incident.assigned", "incident.changed", "incident.escalated",
        "incident.closed", "incident.handedOver", "notice.delivered", "notice.failed", "rental.gradeChanged",
        "inspection.due", "inspection.overdue", "hazard.overdue", "duty.due", "duty.missed",
    ]

    package static let announcedQueue = "lianhu.announced"
    package static let unroutedQueue = "lianhu.unrouted"

    /// - Parameter retryDelays: the rungs of the retry ladder, as workers read them from their settings.
    package init(retryDelays: [RetryDelay]) {
        exchanges = [
            TopologyExchange(name: Exchange.events, type: "topic"),
            TopologyExchange(name: Exchange.retry, type: "topic"),
            TopologyExchange(name: Exchange.back, type: "topic"),
            TopologyExchange(name: Exchange.dead, type: "topic"),
            TopologyExchange(name: Exchange.unrouted, type: "fanout"),
        ]
        queues = Self.queues(retryDelays)
        bindings = Worker.allCases.flatMap { Self.bindings(of: $0, retryDelays) } + Self.commonBindings
        policies = Self.policies(retryDelays)
    }

    private static func queues(_ delays: [RetryDelay]) -> [TopologyQueue] {
        Worker.allCases.flatMap { worker in
            [
                TopologyQueue(name: worker.queue(urgent: false), type: "quorum", policy: "lianhu.\(worker.rawValue)"),
                TopologyQueue(name: worker.queue(urgent: true), type: "quorum", policy: "lianhu.\(worker.rawValue)"),
                TopologyQueue(name: worker.deadQueue, type: "quorum", policy: "lianhu.dead"),
            ]
                + delays.map { delay in
                    TopologyQueue(
                        name: worker.retryQueue(delay.name), type: "quorum", policy: "lianhu.retry.\(delay.name)")
                }
        } + [
            TopologyQueue(name: announcedQueue, type: "stream", policy: "lianhu.announced"),
            TopologyQueue(name: unroutedQueue, type: "quorum", policy: "lianhu.unrouted"),
        ]
    }

    private static func bindings(of worker: Worker, _ delays: [RetryDelay]) -> [TopologyBinding] {
        let (normal, urgent) = (worker.queue(urgent: false), worker.queue(urgent: true))
        return worker.types.flatMap { type in
            [
                TopologyBinding(exchange: Exchange.events, queue: normal, key: "\(type).#"),
                TopologyBinding(exchange: Exchange.events, queue: urgent, key: "urgent.\(type).#"),
            ]
        }
            + delays.map { delay in
                TopologyBinding(
                    exchange: Exchange.retry, queue: worker.retryQueue(delay.name),
                    key: "\(worker.rawValue).\(delay.name).*")
            } + [
                TopologyBinding(exchange: Exchange.back, queue: normal, key: "\(worker.rawValue).*.normal"),
                TopologyBinding(exchange: Exchange.back, queue: urgent, key: "\(worker.rawValue).*.urgent"),
                TopologyBinding(exchange: Exchange.dead, queue: worker.deadQueue, key: "\(worker.rawValue).#"),
            ]
    }

    private static var commonBindings: [TopologyBinding] {
        announcedTypes.flatMap { type in
            [
                TopologyBinding(exchange: Exchange.events, queue: announcedQueue, key: "\(type).#"),
                TopologyBinding(exchange: Exchange.events, queue: announcedQueue, key: "urgent.\(type).#"),
            ]
        } + [TopologyBinding(exchange: Exchange.unrouted, queue: unroutedQueue, key: "")]
    }
}
