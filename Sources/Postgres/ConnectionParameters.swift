extension PostgresSettings {
    /// libpq's keywords for one host. Dead peers are noticed by keepalives when idle and by the TCP user timeout when
    /// sending; libpq's defaults would take hours.
    func keywords(for host: PostgresHost) -> [(keyword: String, value: String)] {
        var keywords = [
            ("host", host.host), ("port", String(host.port)), ("dbname", database), ("user", user),
            ("application_name", applicationName), ("client_encoding", "UTF8"),
            ("target_session_attrs", "read-write"), ("gssencmode", "disable"),
            ("keepalives", "1"), ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "20000"),
        ]
        if let password { keywords.append(("password", password)) }
        if let sslMode { keywords.append(("sslmode", sslMode)) }
        if let sslRootCertificate { keywords.append(("sslrootcert", sslRootCertificate)) }
        if !behindTransactionPool { keywords.append(("options", startupOptions)) }
        return keywords
    }

    /// Session settings that travel with the start-up packet and so cost no round trip.
    private var startupOptions: String {
        // Compiling a statement takes longer than any of ours runs, and estimates that are too high ask for it.
        var options = ["TimeZone=UTC", "jit=off"]
        if let searchPath { options.append("search_path=\(searchPath)") }
        if let answerTimeout { options.append("statement_timeout=\(answerTimeout.milliseconds)") }
        return options.map { "-c " + Self.escape($0) }.joined(separator: " ")
    }

    /// The server splits the options at spaces and takes a backslash as an escape.
    private static func escape(_ option: String) -> String {
        String(option.flatMap { $0 == " " || $0 == "\\" ? ["\\", $0] : [$0] })
    }
}

extension Duration {
    var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
