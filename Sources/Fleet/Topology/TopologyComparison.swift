package import Events

/// One way in which a virtual host differs from what the fleet needs.
package enum TopologyFinding: Sendable, Equatable, CustomStringConvertible {
    case missingExchange(String)
    case wrongExchange(String, found: String, needed: String)
    case missingQueue(String)
    case wrongQueue(String, found: String, needed: String)
    case missingBinding(exchange: String, queue: String, key: String)
    case missingPolicy(String)
    case wrongPolicy(String, keys: [String])
    /// Another policy, or none, is in force on an object.
    case overruledPolicy(object: String, found: String, needed: String)

    /// One line; the mending is `mend`.
    package var description: String {
        switch self {
        case .missingExchange(let name): "exchange \(name) is missing"
        case .wrongExchange(let name, let found, let needed): "exchange \(name) is \(found), not \(needed)"
        case .missingQueue(let name): "queue \(name) is missing"
        case .wrongQueue(let name, let found, let needed): "queue \(name) is \(found), not \(needed)"
        case .missingBinding(let exchange, let queue, let key):
            "queue \(queue) is not bound to \(exchange) by \(key.isEmpty ? "the empty key" : key)"
        case .missingPolicy(let name): "policy \(name) is missing"
        case .wrongPolicy(let name, let keys): "policy \(name) is wrong in \(keys.joined(separator: ", "))"
        case .overruledPolicy(let object, let found, let needed):
            "\(object) is under \(found.isEmpty ? "no policy" : "policy \(found)"), not \(needed)"
        }
    }

    /// Whether importing the definitions again mends it. A queue of the wrong type must be emptied and deleted, and a
    /// foreign policy removed, by a person.
    package var isMendedByImport: Bool {
        switch self {
        case .wrongExchange, .wrongQueue: false
        case .overruledPolicy(_, let found, _): found.isEmpty
        case .missingExchange, .missingQueue, .missingBinding, .missingPolicy, .wrongPolicy: true
        }
    }
}

extension TopologyDefinitions {
    /// What the management API lists of a virtual host.
    package struct Listing: Sendable, Equatable {
        package var exchanges: JSON
        package var queues: JSON
        package var bindings: JSON
        package var policies: JSON

        package init(exchanges: JSON, queues: JSON, bindings: JSON, policies: JSON) {
            self.exchanges = exchanges
            self.queues = queues
            self.bindings = bindings
            self.policies = policies
        }
    }

    /// How the listing differs. An import answers success whatever it left alone, hence this. What is there besides is
    /// nobody's mistake.
    package func differences(from listing: Listing) -> [TopologyFinding] {
        let (exchanges, queues) = (byName(listing.exchanges), byName(listing.queues))
        let unbound = bindingFindings(listing.bindings).filter { finding in
            // What is missing altogether is said once.
            guard case .missingBinding(let exchange, let queue, _) = finding else { return true }
            return exchanges[exchange] != nil && queues[queue] != nil
        }
        return exchangeFindings(exchanges) + queueFindings(queues) + unbound + policyFindings(byName(listing.policies))
    }

    private func exchangeFindings(_ found: [String: JSON]) -> [TopologyFinding] {
        exchanges.compactMap { exchange in
            guard let there = found[exchange.name] else { return .missingExchange(exchange.name) }
            let type = there[key: "type"]?.stringValue ?? ""
            if type != exchange.type { return .wrongExchange(exchange.name, found: type, needed: exchange.type) }
            return alternateFinding(exchange, there)
        }
    }

    private func alternateFinding(_ exchange: TopologyExchange, _ there: JSON) -> TopologyFinding? {
        guard exchange.name == Exchange.events || exchange.name == Exchange.back else { return nil }
        let policy = there[key: "policy"]?.stringValue ?? ""
        let needed = "lianhu.alternate"
        return policy == needed ? nil : .overruledPolicy(object: exchange.name, found: policy, needed: needed)
    }

    private func queueFindings(_ found: [String: JSON]) -> [TopologyFinding] {
        queues.compactMap { queue in
            guard let there = found[queue.name] else { return .missingQueue(queue.name) }
            let type = there[key: "type"]?.stringValue ?? ""
            if type != queue.type { return .wrongQueue(queue.name, found: type, needed: queue.type) }
            let policy = there[key: "policy"]?.stringValue ?? ""
            return policy == queue.policy
                ? nil : .overruledPolicy(object: queue.name, found: policy, needed: queue.policy)
        }
    }

    private func bindingFindings(_ found: JSON) -> [TopologyFinding] {
        let there = Set(
            (found.arrayValue ?? []).compactMap { binding -> TopologyBinding? in
                guard binding[key: "destination_type"]?.stringValue == "queue",
                    let exchange = binding[key: "source"]?.stringValue,
                    let queue = binding[key: "destination"]?.stringValue,
                    let key = binding[key: "routing_key"]?.stringValue
                else { return nil }
                return TopologyBinding(exchange: exchange, queue: queue, key: key)
            })
        return bindings.filter { !there.contains($0) }.map {
            .missingBinding(exchange: $0.exchange, queue: $0.queue, key: $0.key)
        }
    }

    private func policyFindings(_ found: [String: JSON]) -> [TopologyFinding] {
        policies.compactMap { policy in
            guard let there = found[policy.name] else { return .missingPolicy(policy.name) }
            var wrong = policy.definition.filter { there[key: "definition"]?[key: $0.key] != $0.value }.map(\.key)
            if there[key: "pattern"]?.stringValue != policy.pattern { wrong.append("pattern") }
            if there[key: "apply-to"]?.stringValue != policy.appliesTo { wrong.append("apply-to") }
            let known = Set(policy.definition.keys)
            wrong += (there[key: "definition"]?.objectValue?.keys ?? []).filter { !known.contains($0) }
            return wrong.isEmpty ? nil : .wrongPolicy(policy.name, keys: wrong.sorted())
        }
    }

    private func byName(_ list: JSON) -> [String: JSON] {
        let pairs = (list.arrayValue ?? []).compactMap { item in item[key: "name"]?.stringValue.map { ($0, item) } }
        return Dictionary(pairs) { first, _ in first }
    }
}
