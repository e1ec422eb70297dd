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

    /// The carrier that the settings name.
    package init(_ settings: GatewaySettings) {
        self.init(
            name: settings.name, url: settings.url, secret: settings.secret, batch: settings.batch,
            timeout: Double(settings.timeoutSeconds))
    }

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
        let answer = try await post("messages", ["messages": .array(list)])
        guard let results = answer[key: "results"]?.arrayValue else { throw .noAnswer("an answer without results") }
        return results.compactMap(Self.result)
    }

    /// One call; an answer that cannot be read whole is none.
    package func status(of references: [String]) async throws(GatewayError) -> [MessageStatus] {
        let answer = try await post("messages/status", ["references": .array(references.map(JSON.string))])
        // Half an answer would make messages look as if the carrier had not got them.
        guard let list = answer[key: "messages"]?.arrayValue else { throw .noAnswer("an answer without messages") }
        let known = list.compactMap(Self.status)
        guard known.count == list.count else { throw .noAnswer("a status that cannot be read") }
        return known
    }

    private static func result(_ json: JSON) -> SubmitResult? {
        guard let reference = json[key: "reference"]?.stringValue else { return nil }
        switch json[key: "status"]?.stringValue {
        case "accepted":
            return json[key: "id"]?.stringValue.map { SubmitResult(reference: reference, outcome: .accepted(id: $0)) }
        case "rejected":
            let problem = json[key: "problem"]?.stringValue ?? "rejected"
            return SubmitResult(reference: reference, outcome: .rejected(problem: String(problem.prefix(100))))
        case "throttled": return SubmitResult(reference: reference, outcome: .throttled)
        default: return nil
        }
    }

    private static func status(_ json: JSON) -> MessageStatus? {
        guard let reference = json[key: "reference"]?.stringValue, let id = json[key: "id"]?.stringValue,
            let state = json[key: "status"]?.stringValue.flatMap(MessageStatus.State.init)
        else { return nil }
        return MessageStatus(reference: reference, id: id, state: state)
    }

    private func post(_ path: String, _ json: JSON) async throws(GatewayError) -> JSON {
        let (data, response) = try await exchange(request(path, Data(json.bytes)))
        switch response.statusCode {
        case 200..<300: break
        case 429, 503: throw .throttled(after: response.value(forHTTPHeaderField: "Retry-After").flatMap(Double.init))
        case 400, 413, 422: throw .unfit("HTTP \(response.statusCode)")
        case 400..<500: throw .refused("HTTP \(response.statusCode)")
        default: throw .noAnswer("HTTP \(response.statusCode)")
        }
        guard let json = try? JSON.parse(Array(data)) else { throw .noAnswer("an answer that is not JSON") }
        return json
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
            let (data, response) = try await session.data(for: request)
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
        switch (error as? URLError)?.code {
        case .cannotConnectToHost where !hasOneAddress(host): .noAnswer("perhaps no connection")
        case .cannotConnectToHost, .cannotFindHost, .dnsLookupFailed, .notConnectedToInternet, .badURL, .unsupportedURL:
            .refused("no connection")
        case .timedOut: .noAnswer("timed out")
        default: .noAnswer("the connection broke")
        }
    }

    /// Foundation calls any failure `cannotConnectToHost` once an address has refused, even if the next one took the
    /// call and the answer was lost. With one address there is no next one.
    private static func hasOneAddress(_ host: String?) -> Bool {
        guard let host else { return false }
        return Set(Host(name: host).addresses).count <= 1
    }
}
