import Events

/// What a user may do in a virtual host, as RabbitMQ's regular expressions.
package struct Rights: Sendable, Equatable {
    package let write: String
    package let read: String

    package init(write: String, read: String) {
        self.write = write
        self.read = read
    }

    /// What all workers together need and these rights do not give: `write on lianhu.events`. The command also writes
    /// to `lianhu.back` when it replays.
    package func missing() -> [String] {
        let writes = [Exchange.events, Exchange.retry, Exchange.dead, Exchange.back]
        let reads = Worker.allCases.flatMap { [$0.queue(urgent: false), $0.queue(urgent: true), $0.deadQueue] }
        return writes.filter { !Self.allows(write, $0) }.map { "write on \($0)" }
            + reads.filter { !Self.allows(read, $0) }.map { "read on \($0)" }
    }

    /// As the broker does: unanchored, and an empty pattern allows only the empty name.
    private static func allows(_ pattern: String, _ name: String) -> Bool {
        guard !pattern.isEmpty, let regex = try? Regex(pattern) else { return false }
        return name.contains(regex)
    }
}

extension ManagementClient {
    /// The rights of a user here; nil if he has none at all.
    package func rights(of user: String) async throws -> Rights? {
        do {
            let json = try await get("permissions", virtualHost, user)
            return Rights(write: json[key: "write"]?.stringValue ?? "", read: json[key: "read"]?.stringValue ?? "")
        } catch ManagementError.missing {
            return nil
        }
    }
}
