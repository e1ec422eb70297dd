import Domain
package import Fleet
import Foundation
import FoundationNetworking

/// Kannel's smsbox as a relay to carriers, by its sendsms interface. [Kannel 1.4 User's Guide, "Using the SMS Gateway"]
package struct KannelGateway: Gateway {
    /// Calls at a time: each carries one message.
    private static let parallel = 16

    package let name: String
    package let batch: Int
    /// It gives no names to messages and answers no questions about them; receipts carry our reference.
    package let canTell = false
    private let settings: KannelGatewaySettings
    private let timeout: Double

    /// - Parameter timeout: seconds for one call.
    package init(name: String, batch: Int, timeout: Double, settings: KannelGatewaySettings) {
        self.name = name
        self.batch = batch
        self.timeout = timeout
        self.settings = settings
    }

    /// One call a message, some at a time; each has a fate of its own.
    /// - Throws: when every call was refused, so that another carrier may be tried.
    package func submit(_ messages: [OutgoingMessage]) async throws(GatewayError) -> [SubmitResult] {
        let urgentFirst = messages.filter(\.isEmergency) + messages.filter { !$0.isEmergency }
        let results = await withTaskGroup(of: SubmitResult.self) { group in
            var waiting = urgentFirst[...]
            var results: [SubmitResult] = []
            for message in waiting.prefix(Self.parallel) { group.addTask { await self.submit(message) } }
            waiting = waiting.dropFirst(Self.parallel)
            for await result in group {
                results.append(result)
                if let message = waiting.popFirst() { group.addTask { await self.submit(message) } }
            }
            return results
        }
        let refusals = results.compactMap { if case .refused(let problem) = $0.outcome { problem } else { nil } }
        if let problem = refusals.first, refusals.count == results.count { throw .refused(problem) }
        return results
    }

    /// It cannot be asked. - Throws: always.
    package func status(of references: [String]) async throws(GatewayError) -> [MessageStatus] {
        throw .refused("Kannel cannot be asked about messages")
    }

    private func submit(_ message: OutgoingMessage) async -> SubmitResult {
        SubmitResult(reference: message.reference, outcome: await outcome(message))
    }

    private func outcome(_ message: OutgoingMessage) async -> SubmitResult.Outcome {
        guard let url = address(message) else { return .rejected(problem: "noAddress") }
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForResource = timeout
        let session = URLSession(configuration: configuration)
        defer { session.finishTasksAndInvalidate() }
        do {
            let (data, response) = try await session.uncancelledData(
                for: URLRequest(url: url, timeoutInterval: timeout))
            guard let status = (response as? HTTPURLResponse)?.statusCode else { return .unknown(problem: "noAnswer") }
            return Self.outcome(status, String(decoding: data.prefix(200), as: UTF8.self), message.reference)
        } catch {
            return HTTPGateway.sentNothing(error, host: url.host())
                ? .refused(problem: "no connection") : .unknown(problem: "noAnswer")
        }
    }

    /// 202 with `0:` (given to the carrier) or `3:` (queued) is taken; 503 is a queue that is full or a carrier away.
    private static func outcome(_ status: Int, _ body: String, _ reference: String) -> SubmitResult.Outcome {
        switch status {
        case 200..<300: .accepted(id: reference)
        case 503: .throttled
        // A wrong user or password is no fault of the message.
        case 401, 403: .refused(problem: "HTTP \(status)")
        case 400..<500: .rejected(problem: "HTTP \(status): \(body.prefix { $0 != "\n" && $0 != "\r" })")
        default: .unknown(problem: "HTTP \(status)")
        }
    }

    private func address(_ message: OutgoingMessage) -> URL? {
        var parts = URLComponents(url: settings.url, resolvingAgainstBaseURL: false)
        var items = [
            ("username", settings.user), ("password", settings.password),
            ("to", PhoneNumber.international(message.phone)), ("text", message.text),
            ("charset", "UTF-8"), ("coding", TextSegments(message.text).encoding == .gsm7 ? "0" : "2"),
            ("priority", message.isEmergency ? "3" : "0"),
        ]
        if !settings.source.isEmpty { items.append(("from", settings.source)) }
        if let receipts = KannelRoutes.receipts(settings, gateway: name, reference: message.reference) {
            items += [("dlr-mask", KannelRoutes.mask), ("dlr-url", receipts)]
        }
        parts?.percentEncodedQuery = items.map { "\($0.0)=\(Self.escaped($0.1))" }.joined(separator: "&")
        return parts?.url
    }

    /// Everything but letters and digits, for `+` and `&` mean something in a query.
    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(
            withAllowedCharacters: .alphanumerics.intersection(.init(charactersIn: "\u{20}"..."\u{7E}")))
            ?? ""
    }
}
