package import Events
import Loop
package import Postgres
package import Store

/// Who may publish what. Read anew every few seconds; a paused or unknown source is refused with the way to mend it.
///
/// `@unchecked Sendable` because the lock guards what is known.
package final class SourceRegistry: @unchecked Sendable {
    private let lock = Lock()
    private var known: [String: Source] = [:]
    private var maps: [String: FieldMap] = [:]
    private let allowsUnregistered: Bool
    private let fleetUser: String

    /// - Parameters:
    ///   - allowsUnregistered: a setting for trying out.
    ///   - fleetUser: the broker's user of the workers themselves.
    package init(allowsUnregistered: Bool, fleetUser: String) {
        self.allowsUnregistered = allowsUnregistered
        self.fleetUser = fleetUser
    }

    /// Reads the table.
    package func refresh(from pool: PostgresPool) async throws {
        let read = try await pool.load(SourceStore.all())
        let maps = read.compactMapValues(\.mapping)
        lock.withLock { (known, self.maps) = (read, maps) }
    }

    /// The event's data in our fields, where its source has a mapping.
    package func mapped(_ event: CloudEvent) -> JSON {
        lock.withLock { maps[event.source] }?.apply(to: event.data) ?? event.data
    }

    /// Checks the broker's validated user and the type against what is registered. [contracts.md, Sources]
    package func check(_ event: CloudEvent, user: String?, comesBack: Bool) throws(Rejection) {
        if event.source.hasPrefix("lianhu/") {
            guard user == fleetUser || comesBack else {
                throw refusal(event, expected: "the fleet's own user for its own sources", got: "another user")
            }
            return
        }
        guard let source = lock.withLock({ known[event.source] }) else {
            if allowsUnregistered { return }
            throw refusal(event, expected: "a registered source", got: event.source)
        }
        if source.paused { throw refusal(event, expected: "a source that is not paused", got: event.source) }
        // What the fleet itself put back, after waiting or by a person's replay, was checked or is vouched for.
        guard user == source.brokerUser || comesBack && user == fleetUser else {
            throw refusal(event, expected: "user_id of the source's own user", got: user == nil ? "none" : "another")
        }
        guard source.allowedTypes.isEmpty || source.allowedTypes.contains(event.type) else {
            throw Rejection(.typeNotAllowed, field: "type", expected: "a type allowed for it", got: event.type)
        }
    }

    private func refusal(_ event: CloudEvent, expected: String, got: String) -> Rejection {
        Rejection(.unregisteredSource, field: "source", expected: expected, got: got)
    }
}

extension Source {
    /// How its fields become ours; nil where they are ours.
    package var mapping: FieldMap? {
        let map = (try? JSON.parse(Array(fieldMap.utf8))).flatMap { try? FieldMap($0) }
        return map?.isEmpty == true ? nil : map
    }
}
