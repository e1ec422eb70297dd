package import AMQP
package import Postgres

extension AMQPSettings {
    /// As operations set them; `connection` tells them apart in the management plugin.
    package init(_ settings: FleetSettings, connection: String) {
        let broker = settings.broker
        self.init(
            hosts: broker.hosts.map { AMQPHost(host: $0.host, port: $0.port) }, virtualHost: broker.virtualHost,
            user: broker.user, password: broker.password,
            tls: broker.tls.map {
                AMQPTLS(caFile: $0.authority, certFile: $0.certificate, keyFile: $0.key)
            }, connectionName: connection)
    }
}

extension PostgresSettings {
    /// As operations set them, with the fleet's schema first.
    package init(_ settings: FleetSettings, program: String) {
        let database = settings.database
        self.init(
            hosts: database.hosts.map { PostgresHost(host: $0.host, port: $0.port) }, database: database.name,
            user: database.user, password: database.password, applicationName: program, searchPath: "lianhu",
            poolSize: database.poolSize, behindTransactionPool: database.transactionPooling)
        sslMode = database.tls.rawValue
        sslRootCertificate = database.authority
    }
}
