package import Domain
package import Postgres

/// A registered upstream system, as far as the workers check it.
package struct Source: Sendable, Equatable {
    package let name: String
    /// The broker's user under which it must publish.
    package let brokerUser: String
    /// Empty: all types.
    package let allowedTypes: Set<String>
    package let paused: Bool
    /// JSON: how its fields become ours; `{}` for none.
    package let fieldMap: String
    /// What its coordinates are measured against.
    package let datum: Datum
}

/// Upstream systems. [contracts.md, Sources]
package enum SourceStore {
    /// All of them, by name.
    package static func all() -> Statement<[String: Source]> {
        Statement("SELECT name, broker_user, allowed_types, paused, field_map, datum FROM source") { result in
            var sources: [String: Source] = [:]
            for row in result.rows {
                let source = Source(
                    name: try row.decode(0), brokerUser: try row.decode(1),
                    allowedTypes: Set(try row.decode(2, as: [String].self)), paused: try row.decode(3),
                    fieldMap: try row.decode(4, as: JSONText.self).text,
                    datum: Datum(rawValue: try row.decode(5)) ?? .wgs84)
                sources[source.name] = source
            }
            return sources
        }
    }

    /// Registers or renews a source.
    package static func save(
        name: String, owner: String, ownerPhone: String, brokerUser: String, homeArea: String?
    ) -> SQL {
        """
        INSERT INTO source (name, owner, owner_phone, broker_user, home_area)
        VALUES (\(name), \(owner), \(ownerPhone), \(brokerUser), \(homeArea as String?))
        ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, owner_phone = excluded.owner_phone,
            broker_user = excluded.broker_user, home_area = excluded.home_area
        """
    }

    /// Stops or lets go on what a source publishes; nothing where there is no such source.
    package static func pause(_ name: String, _ paused: Bool) -> Statement<Bool> {
        Statement("UPDATE source SET paused = \(paused) WHERE name = \(name) RETURNING true") { !$0.rows.isEmpty }
    }

    /// Sets how a source's fields become ours; false where there is no such source.
    /// - Parameter fieldMap: JSON; `{}` for none.
    package static func map(_ name: String, _ fieldMap: JSONText) -> Statement<Bool> {
        Statement("UPDATE source SET field_map = \(fieldMap) WHERE name = \(name) RETURNING true") { !$0.rows.isEmpty }
    }

    /// Sets which types a source may publish; all where none is named.
    package static func allow(_ name: String, types: [String]) -> Statement<Bool> {
        Statement("UPDATE source SET allowed_types = \(types) WHERE name = \(name) RETURNING true") {
            !$0.rows.isEmpty
        }
    }

    /// Sets what a source's coordinates are measured against; false where there is no such source.
    package static func measure(_ name: String, by datum: Datum) -> Statement<Bool> {
        Statement("UPDATE source SET datum = \(datum.rawValue) WHERE name = \(name) RETURNING true") {
            !$0.rows.isEmpty
        }
    }
}
