import Events
import Foundation

extension ManagementClient {
    /// Makes the virtual host if it is not there, and gives our user all rights on it if he has none at all.
    package func ensureVirtualHost() async throws {
        do {
            _ = try await get("vhosts", virtualHost)
        } catch ManagementError.missing {
            try await put("vhosts", virtualHost, body: [:])
        }
        if try await rights(of: user) != nil { return }
        try await put("permissions", virtualHost, user, body: ["configure": ".*", "write": ".*", "read": ".*"])
    }

    /// Imports the definitions into the virtual host. What is there already in another form stays as it is, without
    /// a word: read back and compare.
    package func load(_ definitions: TopologyDefinitions) async throws {
        try await post("definitions", virtualHost, body: definitions.json())
    }

    /// What is there. One question after the other: a cancelled request can hang its siblings, and each takes
    /// a few milliseconds.
    package func listing() async throws -> TopologyDefinitions.Listing {
        TopologyDefinitions.Listing(
            exchanges: try await get("exchanges", virtualHost),
            queues: try await get("queues", virtualHost, query: Self.live),
            bindings: try await get("bindings", virtualHost),
            policies: try await get("policies", virtualHost))
    }

    /// Queues as they are: with statistics the broker answers from a cache that is five seconds old.
    package static var live: String { "?disable_stats=true&enable_queue_totals=true" }

    /// Imports, then reads back until all is in force or `limit` is over: policies reach their queues a moment later.
    /// Returns what still differs.
    package func apply(
        _ definitions: TopologyDefinitions, limit: Duration = .seconds(10)
    ) async throws -> [TopologyFinding] {
        try await ensureVirtualHost()
        if definitions.differences(from: try await listing()).isEmpty { return [] }
        try await load(definitions)
        let end = ContinuousClock.now + limit
        while true {
            let findings = definitions.differences(from: try await listing())
            if findings.allSatisfy({ !$0.isMendedByImport }) || ContinuousClock.now > end { return findings }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Whether the broker's feature flag is on; at-least-once dead-lettering silently falls back without
    /// `stream_queue`.
    package func hasFeature(_ flag: String) async throws -> Bool {
        try await get("feature-flags").arrayValue?.contains {
            $0[key: "name"]?.stringValue == flag && $0[key: "state"]?.stringValue == "enabled"
        } ?? false
    }
}
