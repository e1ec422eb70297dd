import Dispatch
import Events
import Fleet
import Foundation
import Logging
import NIOCore
import NIOEmbedded
import NoticeWorker
import Postgres

/// A connection to a worker's HTTP server, without the socket. First byte even: bytes as they come, in pieces; odd: the
/// rest is the body of receipts that are signed as they should be.
enum HTTPFuzz {
    private static let secret = "between us"
    private static let routes = handlers()

    static func run(_ bytes: [UInt8]) {
        var input = FuzzInput(bytes)
        let begun = clock()
        let (isSigned, rest) = (input.byte() % 2 == 1, input.rest)
        let answer = exchange(isSigned ? pieces(signed(rest), 1 << 20) : pieces(rest, Int(rest.first ?? 0) * 16 + 1))
        FuzzCheck.holds(answer.count < 4 << 20, "an answer is short")
        let isHTTP = answer.isEmpty || answer.starts(with: Array("HTTP/1.1 ".utf8))
        FuzzCheck.holds(isHTTP, "an answer begins as one: \(String(decoding: answer.prefix(40), as: UTF8.self))")
        if isSigned { examine(answer, rest) }
        let taken = Double(clock() - begun) / Double(CLOCKS_PER_SEC)
        FuzzCheck.holds(taken < 2, "\(bytes.count) bytes took all threads \(taken) s")
    }

    /// What cannot be read is refused with a reason; the rest cannot be saved here, and is not said to be.
    private static func examine(_ answer: [UInt8], _ body: [UInt8]) {
        let status = String(decoding: answer.dropFirst(9).prefix(3), as: UTF8.self)
        let json = try? JSON.parse(body)
        let isReadable = json.map(isReadable) ?? false
        FuzzCheck.holds(status == (isReadable ? "503" : "400"), "receipts are answered with \(status)")
        let text = String(decoding: answer, as: UTF8.self)
        let problem = text.split(separator: "\r\n\r\n").last.flatMap { try? JSON.parse(Array($0.utf8)) }?[
            key: "problem"]
        FuzzCheck.isPresentable(problem?.stringValue ?? "")
    }

    private static func isReadable(_ json: JSON) -> Bool {
        let receipts = try? NoticeReceiptedEvent.receipts(in: json, at: "body")
        let replies = try? NoticeRepliedEvent.events(in: json, at: "body", gateway: "g", received: Date())
        return receipts != nil && replies != nil
    }

    private static func signed(_ body: [UInt8]) -> [UInt8] {
        let timestamp = String(Int64(Date().timeIntervalSince1970))
        let signature = MessageSignature(secret: secret).sign(Data(body), timestamp: timestamp)
        let head = """
            POST /gateway/g/receipts HTTP/1.1\r\nContent-Length: \(body.count)\r
            \(MessageSignature.timestampHeader): \(timestamp)\r
            \(MessageSignature.signatureHeader): \(signature)\r\nConnection: close\r\n\r\n
            """
        return Array(head.utf8) + body
    }

    /// Some hundreds at most: each costs a turn of the loop, which is no cost of the server's.
    private static func pieces(_ bytes: [UInt8], _ length: Int) -> [[UInt8]] {
        let length = max(length, bytes.count / 500)
        return stride(from: 0, to: bytes.count, by: length).map { Array(bytes[$0..<min(bytes.count, $0 + length)]) }
    }

    /// Of a notice worker without a database.
    private static func handlers() -> [HTTPRouteHandler] {
        let nowhere = PostgresSettings(
            hosts: [PostgresHost(host: "127.0.0.1", port: 1)], database: "none", user: "none")
        let route = ReceiptsRoute(
            recorder: ReceiptRecorder(gateway: "g"), secret: secret, pool: PostgresPool(settings: nowhere),
            clock: { Date() })
        return [route.handler] + HealthRoutes(health: Health(), metrics: MetricsRegistry()).all
    }

    /// All that the connection says until it closes, at the latest by its deadlines.
    private static func exchange(_ pieces: [[UInt8]]) -> [UInt8] {
        let ready = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var answer: [UInt8] = []
        Task {
            do { unsafe answer = try await converse(pieces) } catch {
                FuzzCheck.holds(false, "a connection breaks: \(error)")
            }
            ready.signal()
        }
        ready.wait()
        return unsafe answer
    }

    private static func converse(_ pieces: [[UInt8]]) async throws -> [UInt8] {
        let channel = NIOAsyncTestingChannel()
        let loop = channel.testingEventLoop
        let connections = try await loop.executeInContext {
            let connections = HTTPConnections(routes, logger: Logger(label: "http") { _ in SwiftLogNoOpLogHandler() })
            try connections.accept(channel)
            return NIOLoopBound(connections, eventLoop: loop)
        }
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1))
        for piece in pieces where channel.isActive {
            // What the connection makes of errors is its own affair.
            _ = try? await channel.writeInbound(ByteBuffer(bytes: piece))
        }
        // What the loop has put off runs when it is told to.
        while try await loop.executeInContext({ connections.value.isAnswering }) { await loop.run() }
        // Longer than all deadlines together.
        for _ in 0..<10 { await loop.advanceTime(by: .seconds(100)) }
        let isQuiet = try await loop.executeInContext { connections.value.isQuiet }
        FuzzCheck.holds(isQuiet && !channel.isActive, "a connection ends, and holds nothing then")
        var answer: [UInt8] = []
        while let bytes = try? await channel.readOutbound(as: ByteBuffer.self) { answer += bytes.readableBytesView }
        _ = try? await channel.finish(acceptAlreadyClosed: true)
        return answer
    }
}
