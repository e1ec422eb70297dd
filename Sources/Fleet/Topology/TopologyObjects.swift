package import Events

/// An exchange as definitions name it.
package struct TopologyExchange: Sendable, Hashable {
    package let name: String
    /// `topic` or `fanout`.
    package let type: String
}

/// A queue; what limits it comes by policy.
package struct TopologyQueue: Sendable, Hashable {
    package let name: String
    /// `quorum` or `stream`.
    package let type: String
    /// The policy that must be in force on it.
    package let policy: String
}

/// A queue's binding to an exchange.
package struct TopologyBinding: Sendable, Hashable {
    package let exchange: String
    package let queue: String
    package let key: String
}

/// A policy; of several that match a name the one with the highest priority alone is in force.
package struct TopologyPolicy: Sendable, Equatable {
    package let name: String
    /// A regular expression over names.
    package let pattern: String
    /// `queues` or `exchanges`.
    package let appliesTo: String
    package let definition: JSONObject
}
