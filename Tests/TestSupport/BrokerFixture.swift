package import AMQP
import Foundation

/// A virtual host for one test on the shared broker.
package enum BrokerFixture {
    /// Makes a virtual host, runs `body`, and deletes it again, also after a failure.
    package static func withVirtualHost<T>(
        _ body: (AMQPSettings, ManagementClient) async throws -> T
    ) async throws -> T {
        try await withVirtualHost(broker: TestServers.broker, management: TestServers.management, body)
    }

    /// The same on a broker that a test has started for itself.
    package static func withVirtualHost<T>(
        broker: TestServers.Address, management: TestServers.Address,
        _ body: (AMQPSettings, ManagementClient) async throws -> T
    ) async throws -> T {
        let name = "test-\(UUID().uuidString.lowercased().prefix(13))"
        let client = ManagementClient(address: management, virtualHost: name)
        try await client.makeVirtualHost()
        let settings = AMQPSettings(
            hosts: [AMQPHost(host: broker.host, port: broker.port)], virtualHost: name, connectionName: name)
        do {
            let result = try await body(settings, client)
            try await client.deleteVirtualHost()
            return result
        } catch {
            try? await client.deleteVirtualHost()
            throw error
        }
    }

    /// Asks `condition` until it holds. Throws after `limit`, naming what was awaited, as it is then.
    package static func until(
        _ what: @autoclosure () -> String, within limit: Duration = .seconds(10), _ condition: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + limit.patient
        while try await !condition() {
            guard ContinuousClock.now < deadline else { throw ManagementError("not within \(limit): \(what())") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
