import Events
package import Fleet
import FlyingFox
package import Foundation
package import Postgres

/// `POST /gateway/<name>/receipts`: signed receipts and replies, answered with 200 only once they are saved.
package struct ReceiptsRoute: Sendable {
    private static let sizeLimit = 1 << 20

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
        HTTPRouteHandler("POST /gateway/\(recorder.gateway)/receipts") { try await respond(to: $0) }
    }

    private func respond(to request: HTTPRequest) async throws -> HTTPResponse {
        guard let body = try await body(of: request) else {
            return answer(.payloadTooLarge, "at most \(Self.sizeLimit) bytes")
        }
        let isGenuine = signature.isValid(
            request.headers[HTTPHeader(MessageSignature.signatureHeader)],
            timestamp: request.headers[HTTPHeader(MessageSignature.timestampHeader)], body: body, now: Date())
        guard isGenuine else { return answer(.unauthorized, "the signature or its time is wrong") }
        return await save(body)
    }

    /// Nil when it is too long. One that comes in chunks does not say so beforehand, and comes from anybody.
    private func body(of request: HTTPRequest) async throws -> Data? {
        if let size = request.headers[.contentLength].flatMap(Int.init), size > Self.sizeLimit { return nil }
        var body = Data()
        for try await part in request.bodySequence {
            guard body.count + part.count <= Self.sizeLimit else { return nil }
            body.append(part)
        }
        return body
    }

    private func save(_ body: Data) async -> HTTPResponse {
        do {
            let json = try JSON.parse(Array(body))
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

    private func answer(_ status: HTTPStatusCode, _ problem: String) -> HTTPResponse {
        answer(status, ["problem": .string(problem)])
    }

    private func answer(_ status: HTTPStatusCode, _ json: JSON) -> HTTPResponse {
        HTTPResponse(statusCode: status, headers: [.contentType: "application/json"], body: Data(json.bytes))
    }
}
