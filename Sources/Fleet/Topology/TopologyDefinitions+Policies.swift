import Events

/// Policies, not declare arguments, carry limits and dead-lettering: they can be changed without deleting a queue.
extension TopologyDefinitions {
    static func policies(_ delays: [RetryDelay]) -> [TopologyPolicy] {
        Worker.allCases.map(workerPolicy) + delays.map(retryPolicy) + [deadPolicy, unroutedPolicy, streamPolicy]
            + [alternatePolicy]
    }

    /// The backstop: what was delivered a hundred times goes to the dead letters. At-least-once dead-lettering needs
    /// `reject-publish` and a bound; the bound is where publishers are held instead of the broker's disk filling up.
    private static func workerPolicy(_ worker: Worker) -> TopologyPolicy {
        policy(
            "lianhu.\(worker.rawValue)", "^lianhu\\.\(worker.rawValue)(\\.urgent)?$",
            safely(deadLetterTo: Exchange.dead, key: "\(worker.rawValue).deliveryLimit", bound: 1_000_000))
    }

    /// One time to live a level; the message's own key is kept, so that it says where it comes back to.
    private static func retryPolicy(_ delay: RetryDelay) -> TopologyPolicy {
        var definition = safely(deadLetterTo: Exchange.back, key: nil, bound: 200_000)
        definition["message-ttl"] = .int(delay.duration.components.seconds * 1000)
        let workers = Worker.allCases.map(\.rawValue).joined(separator: "|")
        return policy("lianhu.retry.\(delay.name)", "^lianhu\\.(\(workers))\\.retry\\.\(delay.name)$", definition)
    }

    /// Its own dead letters cannot come back to it: the broker drops what goes in a circle.
    private static var deadPolicy: TopologyPolicy {
        let workers = Worker.allCases.map(\.rawValue).joined(separator: "|")
        return policy(
            "lianhu.dead", "^lianhu\\.(\(workers))\\.dead$",
            safely(deadLetterTo: Exchange.unrouted, key: nil, bound: 200_000))
    }

    /// Here dead letters end: there is no exchange that they could go to next, so that the limit would drop them. Each
    /// look with get and requeue counts as a delivery, hence a limit that people who look do not reach.
    private static var unroutedPolicy: TopologyPolicy {
        policy(
            "lianhu.unrouted", "^lianhu\\.unrouted$",
            object(["max-length": 100_000, "overflow": "reject-publish", "delivery-limit": 10_000]))
    }

    private static var streamPolicy: TopologyPolicy {
        policy(
            "lianhu.announced", "^lianhu\\.announced$",
            object(["max-age": "7D", "max-length-bytes": 5_000_000_000]))
    }

    private static var alternatePolicy: TopologyPolicy {
        TopologyPolicy(
            name: "lianhu.alternate", pattern: "^lianhu\\.(events|back)$", appliesTo: "exchanges",
            definition: object(["alternate-exchange": .string(Exchange.unrouted)]))
    }

    private static func safely(deadLetterTo exchange: String, key: String?, bound: Int64) -> JSONObject {
        var definition = object([
            "delivery-limit": 100, "dead-letter-exchange": .string(exchange),
            "dead-letter-strategy": "at-least-once", "overflow": "reject-publish", "max-length": .int(bound),
        ])
        definition["dead-letter-routing-key"] = key.map(JSON.string)
        return definition
    }

    private static func policy(_ name: String, _ pattern: String, _ definition: JSONObject) -> TopologyPolicy {
        TopologyPolicy(name: name, pattern: pattern, appliesTo: "queues", definition: definition)
    }

    private static func object(_ json: JSON) -> JSONObject { json.objectValue ?? JSONObject() }
}
