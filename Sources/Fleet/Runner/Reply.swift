import AMQP
import Events

/// The answer to a publisher who asked for one: `accepted`, `duplicate` or `rejected`. [contracts.md, Events]
enum Reply {
    /// Nil unless the delivery has a `reply_to` outside our own names and a correlation id, and the outcome is known.
    static func message(_ settlement: Settlement) -> AMQPMessage? {
        let asked = settlement.delivery.properties
        guard let queue = asked.replyTo, let id = asked.correlationID, !queue.hasPrefix("lianhu.") else { return nil }
        guard let answer = answer(settlement) else { return nil }
        var properties = AMQPProperties()
        properties.contentType = "application/json"
        properties.correlationID = id
        properties.persistent = false
        return AMQPMessage(
            exchange: "", routingKey: queue, mandatory: false, properties: properties, body: answer.bytes)
    }

    private static func answer(_ settlement: Settlement) -> JSON? {
        switch settlement.verdict {
        case .done(let word):
            // The verdict's words: what was done, the incident's number, the problems.
            let words = word.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            let problems = words.count > 2 ? words[2].split(separator: ",").map { JSON.string(String($0)) } : []
            return [
                "outcome": settlement.isDuplicate ? "duplicate" : "accepted", "result": .string(words[0]),
                "number": words.count > 1 ? .string(words[1]) : .null, "problems": .array(problems),
            ]
        case .reject(let rejection):
            return [
                "outcome": "rejected", "reason": .string(rejection.reason.rawValue),
                "field": rejection.field.map(JSON.string) ?? .null, "expected": .string(rejection.expected),
                "got": .string(rejection.got),
            ]
        case .retry, .postpone: return nil
        }
    }
}
