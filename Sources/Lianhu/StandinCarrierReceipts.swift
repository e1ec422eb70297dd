import Events
import Fleet
import Foundation
import FoundationNetworking

/// Sends signed receipts until each was answered with 200, over restarts of either side.
struct StandinCarrierReceipts: Sendable {
    private static let batch = 100
    private static let pause: Duration = .milliseconds(100)
    private static let longestPause: Duration = .seconds(5)

    let ledger: StandinCarrierLedger
    let faults: StandinCarrierFaults
    let signature: MessageSignature
    let options: StandinCarrierOptions

    /// Until cancelled.
    func run() async {
        var pause = Self.pause
        while !Task.isCancelled {
            let messages = await due()
            if messages.isEmpty {
                pause = Self.pause
            } else {
                // A fleet that is away is asked less often.
                pause = await deliver(messages) ? .zero : min(max(pause, Self.pause) * 2, Self.longestPause)
            }
            if pause > .zero { try? await Task.sleep(for: pause) }
        }
    }

    private func due() async -> [StandinCarrierMessage] {
        guard options.receiptsURL != nil else { return [] }
        let limit = Date(timeIntervalSinceNow: -options.receiptDelay)
        return await ledger.unreceipted(before: limit, upTo: Self.batch)
    }

    private func deliver(_ messages: [StandinCarrierMessage]) async -> Bool {
        guard let url = options.receiptsURL else { return false }
        let rate = await faults.failRate
        let fates = messages.map { (id: $0.id, status: $0.fails(rate) ? "failed" : "delivered") }
        let list = zip(messages, fates).map { message, fate -> JSON in
            [
                "id": .string(message.id), "reference": .string(message.reference), "status": .string(fate.status),
                "at": .string(RFC3339.text(Date())),
            ]
        }
        do {
            let (_, response) = try await URLSession.shared.uncancelledData(
                for: request(url, ["receipts": .array(list)]))
            guard (response as? HTTPURLResponse)?.statusCode == 200 else { return false }
            try await ledger.receipted(fates)
            return true
        } catch {
            return false
        }
    }

    /// Passes on what somebody typed, without a time: the fleet's clock may be another; false if the fleet has not taken it.
    func reply(_ text: String, from number: String) async -> Bool {
        guard let url = options.receiptsURL else { return false }
        let reply: JSON = [
            "id": .string(UUID().uuidString), "phone": .string(number), "text": .string(text),
        ]
        let answer = try? await URLSession.shared.uncancelledData(for: request(url, ["replies": .array([reply])]))
        return (answer?.1 as? HTTPURLResponse)?.statusCode == 200
    }

    private func request(_ url: URL, _ json: JSON) -> URLRequest {
        let body = Data(json.bytes)
        let timestamp = String(Int64(Date().timeIntervalSince1970))
        var request = URLRequest(url: url, timeoutInterval: 10)
        request.httpMethod = "POST"
        request.httpBody = body
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue(timestamp, forHTTPHeaderField: MessageSignature.timestampHeader)
        request.setValue(
            signature.sign(body, timestamp: timestamp), forHTTPHeaderField: MessageSignature.signatureHeader)
        return request
    }
}
