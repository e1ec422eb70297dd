import CPostgres
import Glibc

extension PostgresConnection {
    /// Tries the hosts in turn. libpq would do so too, but gives a host that does not answer minutes.
    func open() async throws(PostgresError) {
        var failures: [PostgresError] = []
        for host in settings.hosts {
            do throws(PostgresError) {
                try await open(host)
                return
            } catch {
                failures.append(error)
            }
        }
        throw Self.merge(failures)
    }

    /// An outage weighs more than a refusal: the host that is away may be the one that would have let us in.
    private static func merge(_ failures: [PostgresError]) -> PostgresError {
        guard var error = failures.first(where: \.isOutage) ?? failures.first else {
            return PostgresError(.unreachable, "no host is set")
        }
        error.message = failures.map(\.message).joined(separator: "; ")
        return error
    }

    private func open(_ host: PostgresHost) async throws(PostgresError) {
        guard let handle = ConnectionHandle(keywords: settings.keywords(for: host)) else {
            throw PostgresError(.unreachable, "\(host): out of memory")
        }
        let deadline = ContinuousClock.now.advanced(by: settings.connectTimeout)
        var status = PGRES_POLLING_WRITING
        while status != PGRES_POLLING_OK {
            guard status != PGRES_POLLING_FAILED, !handle.isBad, handle.socket >= 0 else {
                throw PostgresError(connecting: handle.errorMessage, to: host)
            }
            let events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT
            switch await wait(handle.socket, for: Int16(events), until: deadline) {
            case .ready: status = handle.pollConnecting()
            case .timedOut: throw PostgresError(.unreachable, "\(host): no answer within \(settings.connectTimeout)")
            case .interrupted: throw PostgresError(.closed, "closed while connecting")
            }
        }
        guard handle.becomeNonBlocking() else {
            throw PostgresError(connecting: handle.errorMessage, to: host)
        }
        self.handle = handle
        health.becomeIdle(socket: handle.socket)
    }
}
