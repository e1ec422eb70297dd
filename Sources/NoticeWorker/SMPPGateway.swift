import Domain
import Events
package import Fleet
package import Foundation
package import Logging
package import Postgres
import SMPP
package import ServiceLifecycle

/// A carrier reached by SMPP 3.4. Receipts and replies come over its own connections.
package struct SMPPGateway: Gateway {
    package let name: String
    package let batch: Int
    /// The protocol asks about messages by the carrier's names only, and what is ambiguous has none.
    package let canTell = false
    private let client: SMPPClient

    /// - Parameters:
    ///   - timeout: seconds for an answer, and for the turn of a message.
    ///   - clock: the fleet's, for what is saved.
    /// - Throws: what the protocol has no room for.
    package init(
        name: String, batch: Int, timeout: Double, settings: SMPPGatewaySettings, pool: PostgresPool, logger: Logger,
        clock: @escaping @Sendable () -> Date
    ) throws(UnusableSettings) {
        let settings = SMPPSettings(settings, timeout: timeout)
        guard settings.problems.isEmpty else { throw UnusableSettings("the carrier \(name)", settings.problems) }
        self.name = name
        self.batch = batch
        let inbox = SMPPInboxRecorder(recorder: ReceiptRecorder(gateway: name), pool: pool, clock: clock)
        client = SMPPClient(settings, logger: logger) { try await inbox.record($0) }
    }

    /// What is sent while draining is answered first: it ends after all that send.
    package var line: (any Service)? { SMPPLine(client: client) }

    /// Each message has a fate of its own. - Throws: when nothing was sent at all.
    package func submit(_ messages: [OutgoingMessage]) async throws(GatewayError) -> [SubmitResult] {
        let results = await client.submit(
            messages.map { SMPPMessage(phone: Self.number($0.phone), text: $0.text, isUrgent: $0.isEmergency) })
        var outcomes: [SubmitResult] = []
        var refusal: String?
        for (message, result) in zip(messages, results) {
            if case .refused(let reason) = result { refusal = refusal ?? reason }
            outcomes.append(SubmitResult(reference: message.reference, outcome: Self.outcome(result)))
        }
        let isNothingSent = results.allSatisfy { if case .refused = $0 { true } else { false } }
        if isNothingSent, let refusal { throw .refused(refusal) }
        return outcomes
    }

    /// It cannot be asked. - Throws: always.
    package func status(of references: [String]) async throws(GatewayError) -> [MessageStatus] {
        throw .refused("SMPP knows messages by the carrier's names only")
    }

    /// A text that went in part is one of which nobody knows what the phone shows.
    private static func outcome(_ result: SMPPSubmitted) -> SubmitResult.Outcome {
        switch result {
        case .accepted(let ids): .accepted(ids: ids)
        case .partly(_, let problem): .unknown(problem: "partly: \(problem)")
        case .rejected(let problem): .rejected(problem: problem)
        case .throttled: .throttled
        case .refused(let reason): .refused(problem: reason)
        case .unknown(_, let reason): .unknown(problem: reason)
        }
    }

    /// As the protocol wants it: with the country's code, without a plus.
    private static func number(_ phone: String) -> String {
        let number = PhoneNumber.international(phone)
        return number.hasPrefix("+") ? String(number.dropFirst()) : number
    }
}

/// Saves what a carrier brings; it hears that it was taken once it is.
struct SMPPInboxRecorder: Sendable {
    let recorder: ReceiptRecorder
    let pool: PostgresPool
    let clock: @Sendable () -> Date

    /// Receipts that say nothing final are passed over, and so are messages from what is no phone.
    func record(_ arrivals: [SMPPDelivered]) async throws {
        let now = clock()
        let receipts = arrivals.compactMap { if case .receipt(let receipt) = $0 { Self.receipt(receipt) } else { nil } }
        let replies = arrivals.compactMap { arrival -> CloudEvent? in
            guard case .message(let message) = arrival, let phone = Self.phone(message.phone) else { return nil }
            return NoticeRepliedEvent.event(
                id: message.id, gateway: recorder.gateway, phone: phone, text: message.text, at: now)
        }
        guard !receipts.isEmpty || !replies.isEmpty else { return }
        try await pool.transaction { transaction in
            transaction.tell(replies)
            _ = try await recorder.record(receipts, in: transaction, at: now)
        }
    }

    private static func receipt(_ receipt: SMPPReceipt) -> CarrierReceipt? {
        guard receipt.state.isFinal else { return nil }
        return CarrierReceipt(
            messageID: receipt.id, reference: nil, outcome: receipt.state == .delivered ? .delivered : .failed)
    }

    /// `8613800000001` is `13800000001` at home.
    private static func phone(_ number: String) -> PhoneNumber? {
        let isChinese = number.count == 13 && number.hasPrefix("861")
        return PhoneNumber(isChinese ? "+" + number : number)
    }
}
