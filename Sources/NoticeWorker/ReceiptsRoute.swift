import Events
package import Fleet
package import Foundation
package import Postgres

/// `POST /gateway/<name>/receipts`: signed receipts and replies, answered with 200 only once they are saved.
package struct ReceiptsRoute: Sendable {
    private let recorder: ReceiptRecorder
    private let signature: MessageSignature
    private let pool: PostgresPool
    private let clock: @Sendable () -> Date

    /// - Parameters:
    ///   - secret: shared with the carrier.
    ///   - clock: the fleet's, for what is saved; signatures go by the real time.
    package init(
        recorder: ReceiptRecorder, secret: String, pool: PostgresPool, clock: @escaping @Sendable () -> Date
    ) {
        self.recorder = recorder
        signature = MessageSignature(secret: secret)
        self.pool = pool
        self.clock = clock
    }

    /// For the worker's HTTP server.
    package var handler: HTTPRouteHandler {
        HTTPRouteHandler("POST /gateway/\(recorder.gateway)/receipts") { await respond(to: $0) }
    }

    private func respond(to request: WebRequest) async -> WebResponse {
        let body = Data(request.body)
        let isGenuine = signature.isValid(
            request.header(MessageSignature.signatureHeader),
            timestamp: request.header(MessageSignature.timestampHeader), body: body, now: Date())
        guard isGenuine else { return answer(.unauthorized, "the signature or its time is wrong") }
        return await save(request.body)
    }

    private func save(_ body: [UInt8]) async -> WebResponse {
        do {
            let json = try JSON.parse(body)
            let receipts = try NoticeReceiptedEvent.receipts(in: json, at: "body")
            let now = clock()
            let replies = try NoticeRepliedEvent.events(
                in: json, at: "body", gateway: recorder.gateway, received: now)
            let unknown = try await pool.transaction { transaction in
                transaction.tell(replies)
                return try await recorder.record(receipts, in: transaction, at: now)
            }
            return answer(
                .ok, ["received": .int(Int64(receipts.count + replies.count)), "unknown": .int(Int64(unknown))])
        } catch let error as Rejection {
            return answer(.badRequest, error.sentence)
        } catch let error as JSONError {
            return answer(.badRequest, "\(error)")
        } catch {
            // The carrier keeps them and comes again.
            return answer(.serviceUnavailable, "not saved, send them again")
        }
    }

    private func answer(_ status: WebStatus, _ problem: String) -> WebResponse {
        answer(status, ["problem": .string(problem)])
    }

    private func answer(_ status: WebStatus, _ json: JSON) -> WebResponse {
        WebResponse(status, type: "application/json", body: Data(json.bytes))
    }
}
