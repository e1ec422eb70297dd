package import Foundation
import FoundationNetworking

/// Just enough of RabbitMQ's management API to make and inspect what a test needs, in one virtual host.
package struct ManagementClient: Sendable {
    private let base: String
    /// The virtual host that the paths of this client's shortcuts are in.
    package let virtualHost: String

    /// `address` is the API's; the user is guest.
    package init(address: TestServers.Address, virtualHost: String) {
        base = "http://\(address)/api/"
        self.virtualHost = virtualHost
    }

    /// Sends a request below `/api/`. Throws when the answer is not 2xx. A 404 of DELETE is no error.
    @discardableResult
    package func send(_ method: String, _ path: String, json: String? = nil) async throws -> Data {
        guard let url = URL(string: base + path) else { throw ManagementError("\(path) is no path") }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.setValue("Basic " + Data("guest:guest".utf8).base64EncodedString(), forHTTPHeaderField: "Authorization")
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.httpBody = json.map { Data($0.utf8) }
        let (data, response) = try await URLSession.shared.data(for: request)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard 200..<300 ~= status || (method == "DELETE" && status == 404) else {
            throw ManagementError("\(method) \(path): \(status) \(String(decoding: data, as: UTF8.self))")
        }
        return data
    }

    /// Makes a durable queue. `arguments` is JSON.
    package func declareQueue(_ name: String, type: String = "quorum", arguments: [String: Int] = [:]) async throws {
        let more = arguments.map { ",\"\($0.key)\":\($0.value)" }.joined()
        try await send(
            "PUT", "queues/\(virtualHost)/\(name)",
            json: #"{"durable":true,"arguments":{"x-queue-type":"\#(type)"\#(more)}}"#)
    }

    /// Deletes a queue with what is in it.
    package func deleteQueue(_ name: String) async throws {
        try await send("DELETE", "queues/\(virtualHost)/\(name)")
    }

    /// Makes a durable exchange.
    package func declareExchange(_ name: String, kind: String = "topic") async throws {
        try await send("PUT", "exchanges/\(virtualHost)/\(name)", json: #"{"type":"\#(kind)","durable":true}"#)
    }

    /// Binds a queue to an exchange.
    package func bind(_ queue: String, to exchange: String, key: String) async throws {
        try await send(
            "POST", "bindings/\(virtualHost)/e/\(exchange)/q/\(queue)", json: #"{"routing_key":"\#(key)"}"#)
    }

    /// Makes the virtual host, with all rights for guest.
    package func makeVirtualHost() async throws {
        try await send("PUT", "vhosts/\(virtualHost)", json: "{}")
        try await send(
            "PUT", "permissions/\(virtualHost)/guest", json: #"{"configure":".*","write":".*","read":".*"}"#)
    }

    func deleteVirtualHost() async throws {
        try await send("DELETE", "vhosts/\(virtualHost)")
    }
}

/// A request that the management API refused, in its words.
package struct ManagementError: Error, CustomStringConvertible {
    /// Request, status and answer.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
