import Events
package import Foundation
import FoundationNetworking

/// A carrier reached by signed JSON over HTTP.
package struct HTTPGateway: Gateway {
    package let name: String
    package let batch: Int
    private let url: URL
    private let signature: MessageSignature
    private let timeout: Double

    /// - Parameter timeout: seconds for a whole call; well under the lease of a claimed delivery.
    package init(name: String, url: URL, secret: String, batch: Int = 100, timeout: Double = 10) {
        self.name = name
        self.url = url
        self.batch = batch
        self.timeout = timeout
        signature = MessageSignature(secret: secret)
    }

    /// One call. HTTP 429 and 503 throttle; 400, 413 and 422 speak of what was sent, other 4xx refuse; any other end
    /// without results leaves the fate unknown.
    package func submit(_ messages: [OutgoingMessage]) async throws(GatewayError) -> [SubmitResult] {
        let list = messages.map { message -> JSON in
            [
                "reference": .string(message.reference), "to": .string(message.phone),
                "text": .string(message.text),
            ]
        }
        return try HTTPGatewayAnswer.results(in: try await post("messages", ["messages": .array(list)]))
    }

    /// One call; an answer that cannot be read whole is none.
    package func status(of references: [String]) async throws(GatewayError) -> [MessageStatus] {
        let list = JSON.array(references.map(JSON.string))
        return try HTTPGatewayAnswer.statuses(in: try await post("messages/status", ["references": list]))
    }

    private func post(_ path: String, _ json: JSON) async throws(GatewayError) -> JSON {
        let (data, response) = try await exchange(request(path, Data(json.bytes)))
        let patience = response.value(forHTTPHeaderField: "Retry-After")
        return try HTTPGatewayAnswer.json(status: response.statusCode, retryAfter: patience, body: Array(data))
    }

    private func request(_ path: String, _ body: Data) -> URLRequest {
        let timestamp = String(Int64(Date().timeIntervalSince1970))
        var request = URLRequest(url: url.appending(path: path), timeoutInterval: timeout)
        request.httpMethod = "POST"
        request.httpBody = body
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue(timestamp, forHTTPHeaderField: MessageSignature.timestampHeader)
        request.setValue(
            signature.sign(body, timestamp: timestamp), forHTTPHeaderField: MessageSignature.signatureHeader)
        return request
    }

    /// A session of its own for each call: on a kept connection that dies, libcurl sends the request again by itself,
    /// and a person would be told twice.
    private func exchange(_ request: URLRequest) async throws(GatewayError) -> (Data, HTTPURLResponse) {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForResource = timeout
        let session = URLSession(configuration: configuration)
        defer { session.finishTasksAndInvalidate() }
        do {
            let (data, response) = try await session.uncancelledData(for: request)
            guard let response = response as? HTTPURLResponse else { throw GatewayError.noAnswer("no HTTP") }
            return (data, response)
        } catch let error as GatewayError {
            throw error
        } catch {
            throw Self.error(error, host: request.url?.host())
        }
    }

    /// Only what fails before a byte is sent is a refusal.
    private static func error(_ error: any Error, host: String?) -> GatewayError {
        if sentNothing(error, host: host) { return .refused("no connection") }
        switch (error as? URLError)?.code {
        case .cannotConnectToHost: return .noAnswer("perhaps no connection")
        case .timedOut: return .noAnswer("timed out")
        default: return .noAnswer("the connection broke")
        }
    }

    /// Whether a call failed before a byte of it was sent.
    package static func sentNothing(_ error: any Error, host: String?) -> Bool {
        switch (error as? URLError)?.code {
        case .cannotConnectToHost: hasOneAddress(host)
        case .cannotFindHost, .dnsLookupFailed, .notConnectedToInternet, .badURL, .unsupportedURL: true
        default: false
        }
    }

    /// Foundation calls any failure `cannotConnectToHost` once an address has refused, even if the next one took the
    /// call and the answer was lost. With one address there is no next one.
    private static func hasOneAddress(_ host: String?) -> Bool {
        guard let host else { return false }
        return Set(Host(name: host).addresses).count <= 1
    }
}
