import Domain
import Events
package import Fleet
package import Foundation
package import Postgres

/// Where Kannel calls: receipts by the address that each message carries, replies by its `sms-service`. Kannel signs
/// nothing: who knows the address is believed, so a token is part of it.
package struct KannelRoutes: Sendable {
    private let settings: KannelGatewaySettings
    private let recorder: ReceiptRecorder
    private let pool: PostgresPool
    private let clock: @Sendable () -> Date

    package init(
        gateway: String, settings: KannelGatewaySettings, pool: PostgresPool, clock: @escaping @Sendable () -> Date
    ) {
        recorder = ReceiptRecorder(gateway: gateway)
        self.settings = settings
        self.pool = pool
        self.clock = clock
    }

    /// The address of one message's receipts, with Kannel's `%d` for what became of it; nil if it cannot reach us.
    static func receipts(_ settings: KannelGatewaySettings, gateway: String, reference: String) -> String? {
        guard let base = settings.receiptsBase?.absoluteString else { return nil }
        let path = "/gateway/\(gateway)/kannel/\(settings.token)/receipts?reference=\(reference)&type=%d"
        return (base.hasSuffix("/") ? String(base.dropLast()) : base) + path
    }

    /// For the worker's HTTP server; none without a token.
    package var handlers: [HTTPRouteHandler] {
        guard settings.receiptsBase != nil, !settings.token.isEmpty else { return [] }
        let path = "GET /gateway/\(recorder.gateway)/kannel/\(settings.token)"
        return [
            HTTPRouteHandler("\(path)/receipts") { await receipt($0) },
            HTTPRouteHandler("\(path)/replies") { await reply($0) },
        ]
    }

    /// Kinds of receipts that are asked for: 1 delivered, 2 not delivered, 16 refused by the carrier behind Kannel.
    static let mask = "19"

    /// The other kinds say nothing final.
    private func receipt(_ request: WebRequest) async -> WebResponse {
        let query = Self.query(of: request)
        guard let reference = Self.word("reference", query), let type = Self.word("type", query) else {
            return answer(.badRequest, "reference and type are needed")
        }
        let outcome: CarrierReceipt.Outcome
        switch type {
        case "1": outcome = .delivered
        case "2", "16": outcome = .failed
        default: return answer(.ok, "noted")
        }
        let receipt = CarrierReceipt(messageID: nil, reference: reference, outcome: outcome)
        return await saved { transaction, now in
            _ = try await recorder.record([receipt], in: transaction, at: now)
        }
    }

    /// `phone`, `text`, `coding` and `id` as Kannel's `%p`, `%b`, `%c` and `%I`. The answer is empty, or Kannel would
    /// send it.
    private func reply(_ request: WebRequest) async -> WebResponse {
        let query = Self.query(of: request)
        guard let phone = Self.word("phone", query).flatMap({ PhoneNumber($0) }), let id = Self.word("id", query) else {
            return answer(.badRequest, "")
        }
        let event = NoticeRepliedEvent.event(
            id: id, gateway: recorder.gateway, phone: phone, text: Self.text(query), at: clock())
        return await saved(says: "") { transaction, _ in transaction.tell([event]) }
    }

    /// The bytes of each value: a text may be UTF-16. Kannel writes a space as `+`, which a query elsewhere keeps.
    private static func query(of request: WebRequest) -> [String: [UInt8]] {
        let items = request.query.split(separator: "&").map { item in
            let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (String(sides[0]), sides.count > 1 ? bytes(sides[1]) : [])
        }
        return Dictionary(items) { first, _ in first }
    }

    private static func bytes(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                bytes.append(UInt8(digits[0] << 4 | digits[1]))
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return bytes
    }

    private static func word(_ key: String, _ query: [String: [UInt8]]) -> String? {
        query[key].flatMap { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self) }
    }

    /// Coding 2 is UTF-16, the high byte first; all else is UTF-8.
    private static func text(_ query: [String: [UInt8]]) -> String {
        let bytes = query["text"] ?? []
        guard query["coding"].map({ String(decoding: $0, as: UTF8.self) }) == "2" else {
            return String(decoding: bytes, as: UTF8.self)
        }
        let units = stride(from: 0, to: bytes.count - bytes.count % 2, by: 2).map {
            UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
        }
        return String(decoding: units, as: UTF16.self)
    }

    /// Kannel comes again for a receipt that is not answered well.
    private func saved(
        says text: String = "saved", _ body: (PostgresTransaction, Date) async throws -> Void
    ) async -> WebResponse {
        let now = clock()
        do {
            try await pool.transaction { transaction in try await body(transaction, now) }
            return answer(.ok, text)
        } catch {
            return answer(.serviceUnavailable, "not saved, come again")
        }
    }

    private func answer(_ status: WebStatus, _ text: String) -> WebResponse {
        WebResponse(status, type: "text/plain; charset=utf-8", body: Data(text.utf8))
    }
}
