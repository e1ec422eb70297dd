/// One server: a name, an address, or the folder of a Unix socket.
package struct PostgresHost: Sendable, Hashable, CustomStringConvertible {
    /// What to connect to.
    package var host: String
    /// The TCP port, or the socket's number.
    package var port: Int

    /// A server at `host`:`port`.
    package init(host: String, port: Int = 5432) {
        self.host = host
        self.port = port
    }

    package var description: String { "\(host):\(port)" }
}

/// Where the database is and how to talk to it.
package struct PostgresSettings: Sendable {
    /// Tried in this order; the first that takes writes is used.
    package var hosts: [PostgresHost]
    /// The database's name.
    package var database: String
    /// The role to log in as.
    package var user: String
    /// Nil where the server asks for none.
    package var password: String?
    /// Shown by `pg_stat_activity`.
    package var applicationName: String
    /// Per host, name lookup not included.
    package var connectTimeout: Duration = .seconds(5)
    /// Becomes `search_path`, unquoted; behind a transaction pool it is set anew in every pipeline.
    package var searchPath: String?
    /// The most connections a pool opens.
    package var poolSize: Int = 4
    /// True behind PgBouncer and the like: no named statements and no start-up options.
    package var behindTransactionPool = false
    /// libpq's `sslmode`: `disable`, `prefer` (libpq's own default), `require`, `verify-ca`, `verify-full`.
    package var sslMode: String?
    /// A PEM file of authorities, for `verify-ca` and `verify-full`.
    package var sslRootCertificate: String?
    /// The server cancels a statement that runs longer; a server that says nothing for five seconds more is given up.
    /// Nil waits for ever (migrations).
    package var answerTimeout: Duration? = .seconds(60)

    /// Settings with the defaults above.
    package init(
        hosts: [PostgresHost], database: String, user: String, password: String? = nil,
        applicationName: String = "lianhu", searchPath: String? = nil, poolSize: Int = 4,
        behindTransactionPool: Bool = false
    ) {
        self.hosts = hosts
        self.database = database
        self.user = user
        self.password = password
        self.applicationName = applicationName
        self.searchPath = searchPath
        self.poolSize = poolSize
        self.behindTransactionPool = behindTransactionPool
    }
}
