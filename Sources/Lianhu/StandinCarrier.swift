import Domain
import Events
import Fleet
import Foundation

/// An SMS carrier for trying out and tests: the other side of the HTTP gateway, with a real record and faults on demand.
package struct StandinCarrier: Sendable {
    private let ledger: StandinCarrierLedger
    private let faults: StandinCarrierFaults
    private let signature: MessageSignature
    private let receipts: StandinCarrierReceipts
    private let server: HealthServer
    private let smpp: StandinCarrierSMPP?

    /// Reads the record that an earlier process has left; `run` then serves.
    package init(_ options: StandinCarrierOptions) async throws {
        ledger = try StandinCarrierLedger(directory: options.directory)
        faults = StandinCarrierFaults(options)
        signature = MessageSignature(secret: options.secret)
        receipts = StandinCarrierReceipts(ledger: ledger, faults: faults, signature: signature, options: options)
        let (ledger, faults) = (ledger, faults)
        smpp = options.smppPort.map { StandinCarrierSMPP(ledger: ledger, faults: faults, options: options, port: $0) }
        server = try HealthServer(
            host: options.host, port: options.port, health: Health(expecting: []), metrics: MetricsRegistry())
        for route in routes { await server.add(route) }
    }

    /// Serves and sends receipts until cancelled.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask { await receipts.run() }
            if let smpp { group.addTask { try await smpp.run() } }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// The port that it listens on, once it runs.
    package func port() async throws -> Int { try await server.port() }

    /// The port on which it speaks SMPP, once it runs; nil when it does not. Throws when it cannot listen.
    package func smppPort() async throws -> Int? { try await smpp?.start() }

    private var routes: [HTTPRouteHandler] {
        [
            HTTPRouteHandler("POST /messages") { try await genuine($0, take) },
            HTTPRouteHandler("POST /messages/status") { try await genuine($0, status) },
            HTTPRouteHandler("GET /messages") { _ in list(await ledger.messages) },
            HTTPRouteHandler("GET /phones/:number") { request in
                let number = request.parameters["number"] ?? ""
                return list(await ledger.messages.filter { $0.to == number })
            },
            HTTPRouteHandler("POST /phones/:number/replies") { request in
                let json = try JSON.parse(request.body)
                return await reply(json, from: request.parameters["number"] ?? "")
            },
            HTTPRouteHandler("POST /faults") { request in
                await faults.change(try JSON.parse(request.body))
                return answer(.ok, [:])
            },
            HTTPRouteHandler("GET /healthz") { _ in answer(.ok, ["ok": true]) },
        ]
    }

    private func genuine(
        _ request: WebRequest, _ body: (JSON) async throws -> WebResponse
    ) async throws -> WebResponse {
        let data = Data(request.body)
        let isGenuine = signature.isValid(
            request.header(MessageSignature.signatureHeader),
            timestamp: request.header(MessageSignature.timestampHeader), body: data, now: Date())
        guard isGenuine else { return answer(.unauthorized, ["problem": "the signature or its time is wrong"]) }
        return try await body(try JSON.parse(request.body))
    }

    /// Takes a call's messages, in one write to the record.
    private func take(_ json: JSON) async throws -> WebResponse {
        var results: [JSON] = []
        var accepted: [(reference: String, to: String, text: String)] = []
        for message in json[key: "messages"]?.arrayValue ?? [] {
            guard let reference = message[key: "reference"]?.stringValue, let to = message[key: "to"]?.stringValue,
                let text = message[key: "text"]?.stringValue
            else { return answer(.badRequest, ["problem": "a message needs reference, to and text"]) }
            if let refusal = await refusal(reference, to) {
                results.append(refusal)
            } else {
                accepted.append((reference, to, text))
            }
        }
        for message in try await ledger.take(accepted) {
            results.append(
                ["reference": .string(message.reference), "id": .string(message.id), "status": "accepted"])
        }
        if await faults.dropsAnswer() { return .silence }
        return answer(.ok, ["results": .array(results)])
    }

    private func refusal(_ reference: String, _ to: String) async -> JSON? {
        if await faults.refuses(to) || PhoneNumber(to) == nil {
            return ["reference": .string(reference), "status": "rejected", "problem": "noSuchNumber"]
        }
        return await faults.allows(at: Date()) ? nil : ["reference": .string(reference), "status": "throttled"]
    }

    private func status(_ json: JSON) async -> WebResponse {
        let references = (json[key: "references"]?.arrayValue ?? []).compactMap(\.stringValue)
        let known = await ledger.status(of: references).map { message, status -> JSON in
            ["reference": .string(message.reference), "id": .string(message.id), "status": .string(status)]
        }
        return answer(.ok, ["messages": .array(known)])
    }

    /// Somebody types an answer on one of the phones.
    private func reply(_ json: JSON, from number: String) async -> WebResponse {
        guard let text = json[key: "text"]?.stringValue else {
            return answer(.badRequest, ["problem": "say what the phone answers: {\"text\": \"1\"}"])
        }
        let overSMPP = await smpp?.reply(text, from: number)
        let isTaken = if let overSMPP { overSMPP } else { await receipts.reply(text, from: number) }
        return answer(isTaken ? .ok : .badGateway, ["taken": .bool(isTaken)])
    }

    private func list(_ messages: [StandinCarrierMessage]) -> WebResponse {
        answer(.ok, ["messages": .array(messages.map(\.json))])
    }

    private func answer(_ status: WebStatus, _ json: JSON) -> WebResponse {
        WebResponse(status, type: "application/json; charset=utf-8", body: Data(json.bytes))
    }
}
