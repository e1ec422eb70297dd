package import Events

extension TopologyDefinitions {
    /// RabbitMQ's definitions.
    /// - Parameter virtualHost: named in every object for `rabbitmqctl import_definitions`; nil for the management
    ///   API, whose address names it.
    package func json(virtualHost: String? = nil) -> JSON {
        func placed(_ members: JSON) -> JSON {
            guard let virtualHost, case .object(var object) = members else { return members }
            object["vhost"] = .string(virtualHost)
            return .object(object)
        }
        var document: JSONObject = JSONObject()
        if let virtualHost { document["vhosts"] = [["name": .string(virtualHost)]] }
        document["exchanges"] = .array(exchanges.map { placed($0.json) })
        document["queues"] = .array(queues.map { placed($0.json) })
        document["bindings"] = .array(bindings.map { placed($0.json) })
        document["policies"] = .array(policies.map { placed($0.json) })
        return .object(document)
    }
}

extension TopologyExchange {
    fileprivate var json: JSON {
        [
            "name": .string(name), "type": .string(type), "durable": true, "auto_delete": false, "internal": false,
            "arguments": [:],
        ]
    }
}

extension TopologyQueue {
    fileprivate var json: JSON {
        ["name": .string(name), "durable": true, "auto_delete": false, "arguments": ["x-queue-type": .string(type)]]
    }
}

extension TopologyBinding {
    fileprivate var json: JSON {
        [
            "source": .string(exchange), "destination": .string(queue), "destination_type": "queue",
            "routing_key": .string(key), "arguments": [:],
        ]
    }
}

extension TopologyPolicy {
    fileprivate var json: JSON {
        [
            "name": .string(name), "pattern": .string(pattern), "apply-to": .string(appliesTo), "priority": 10,
            "definition": .object(definition),
        ]
    }
}
