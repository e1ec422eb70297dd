/// How to reach the broker, and how long to wait for it.
package struct AMQPSettings: Sendable {
    /// Tried in turn, the first that lets us in wins. Not empty.
    package var hosts: [AMQPHost]
    /// One a tenant.
    package var virtualHost: String
    /// Who logs in.
    package var user: String
    /// Never part of an error or a description.
    package var password: String
    /// The interval in whole seconds, at least one; a peer silent for twice as long is dead.
    package var heartbeat: Duration
    /// For the connection and, again, for the login, a host.
    package var connectTimeout: Duration
    /// For an answer of the broker to a request, such as a declaration.
    package var replyTimeout: Duration
    /// For the confirms of one call of `publish`, and for a blocked broker to take messages again.
    package var confirmTimeout: Duration
    /// Nil: not encrypted.
    package var tls: AMQPTLS?
    /// What the management plugin shows for the connection.
    package var connectionName: String

    /// Settings with the defaults of a fresh broker.
    package init(
        hosts: [AMQPHost], virtualHost: String = "/", user: String = "guest", password: String = "guest",
        heartbeat: Duration = .seconds(10), connectTimeout: Duration = .seconds(5),
        replyTimeout: Duration = .seconds(10), confirmTimeout: Duration = .seconds(15), tls: AMQPTLS? = nil,
        connectionName: String = "lianhu"
    ) {
        self.hosts = hosts
        self.virtualHost = virtualHost
        self.user = user
        self.password = password
        self.heartbeat = heartbeat
        self.connectTimeout = connectTimeout
        self.replyTimeout = replyTimeout
        self.confirmTimeout = confirmTimeout
        self.tls = tls
        self.connectionName = connectionName
    }
}
