/// How to reach Postgres.
package struct DatabaseSettings: Sendable {
    /// How far libpq's `sslmode` goes; the names are libpq's.
    package enum TLS: String, CaseIterable, Sendable {
        case disable, prefer, require
        case verifyAuthority = "verify-ca"
        case verifyFull = "verify-full"
    }

    /// Tried in order until one takes writes.
    package let hosts: [Endpoint]
    /// The database.
    package let name: String
    /// The worker's own role, with its grants alone.
    package let user: String
    /// Nil where the server asks for none.
    package let password: String?
    /// Connections of this process, at most.
    package let poolSize: Int
    /// libpq's `sslmode`.
    package let tls: TLS
    /// Path of the authorities' certificates, PEM; nil for the system's.
    package let authority: String?
    /// A proxy stands before the server that gives a connection only for a transaction.
    package let transactionPooling: Bool

    init(_ reader: SettingsReader) {
        hosts = reader.endpoints("database.hosts", "127.0.0.1:5432", port: 5432, "Postgres's hosts")
        name = reader.text("database.name", "lianhu", "the database")
        user = reader.text("database.user", "lianhu", "Postgres's user")
        password = reader.optionalText("database.password", "its password", secret: true)
        poolSize = reader.integer("database.poolSize", 4, in: 1...200, "connections, at most")
        tls = reader.choice("database.tls", .prefer, "libpq's sslmode")
        authority = reader.readableFile("database.ca", "authority that signed Postgres's certificate")
        transactionPooling = reader.isOn("database.transactionPooling", false, "behind a transaction-pooling proxy")
    }
}
