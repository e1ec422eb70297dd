import CPostgres

extension PostgresError {
    /// The server's report in a failed result. Detail is kept apart because it quotes rows.
    init(server result: ResultHandle) {
        let message = result.diagnostic("M") ?? result.errorMessage.trimmedLine
        let sqlState = result.diagnostic("C")
        self.init(sqlState == "57014" ? .timedOut : .server, message, sqlState: sqlState)
        detail = result.diagnostic("D")
        constraint = result.diagnostic("n")
        table = result.diagnostic("t")
    }

    /// A server that ends the session says FATAL; libpq reports a broken socket without a code.
    static func endsSession(_ result: ResultHandle) -> Bool {
        guard let severity = result.diagnostic("V") else { return result.diagnostic("C") == nil }
        return severity == "FATAL" || severity == "PANIC"
    }

    /// A failure while connecting, from libpq's text at verbose level: the only place where the code is.
    init(connecting text: String, to host: PostgresHost) {
        let parts = text.trimmedLine.split(separator: ":", omittingEmptySubsequences: false)
            .map { $0.trimmingPrefix(while: \.isWhitespace) }
        // A digit tells the code from FATAL.
        let code = parts.first { part in
            part.utf8.count == 5 && part.contains(where: \.isNumber)
                && part.allSatisfy { $0.isASCII && ($0.isNumber || $0.isUppercase) }
        }
        let sqlState = code.map(String.init)
        let refused = sqlState.map { !Self.isOutage(sqlState: $0) } ?? false
        self.init(refused ? .server : .unreachable, "\(host): \(text.trimmedLine)", sqlState: sqlState)
    }
}

extension String {
    /// The first line; libpq ends its messages with a line feed.
    var trimmedLine: String {
        split(whereSeparator: \.isNewline).first.map(String.init) ?? self
    }
}

extension PostgresError {
    /// What a result within a script means: nil if it went well. The line helps whoever wrote the migration.
    init?(script: String, _ result: ResultHandle) {
        switch result.status {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            return nil
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            self.init(.server, "a script cannot hold COPY from or to the client")
        default:
            self.init(server: result)
            if Self.endsSession(result) { kind = .connectionLost }
            guard let position = result.diagnostic("P").flatMap({ Int($0) }) else { return }
            let line = script.unicodeScalars.prefix(position).count { $0 == "\n" } + 1
            message += " (line \(line))"
        }
    }
}
