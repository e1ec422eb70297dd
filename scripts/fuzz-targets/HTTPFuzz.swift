import Dispatch
import Events
import Fleet
import FlyingFox
import Foundation
import Glibc
import NoticeWorker
import Postgres

/// A worker's HTTP server as it runs: requests over a socket. First byte even: bytes as they come; odd: the rest is
/// the body of receipts that are signed as they should be.
enum HTTPFuzz {
    private static let secret = "between us"
    private static let port = started()

    static func run(_ bytes: [UInt8]) {
        var input = FuzzInput(bytes)
        let isSigned = input.byte() % 2 == 1
        var answer = isSigned ? exchange(signed(input.rest)) : exchange(input.rest, saysEnd: true)
        FuzzCheck.holds(answer.count < 1 << 20, "an answer is short")
        // A connection that ends without an answer or gets none, which one in ten thousand does on a starved machine, is
        // what carriers come again for.
        for patience in [1, 2, 4] where isSigned && answer.isEmpty {
            answer = exchange(signed(input.rest), patience: patience)
        }
        if isSigned { examine(answer, input.rest) }
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

    /// The server of a notice worker without a database.
    private static func started() -> UInt16 {
        let ready = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var port = 0
        Task {
            do {
                let nowhere = PostgresSettings(
                    hosts: [PostgresHost(host: "127.0.0.1", port: 1)], database: "none", user: "none")
                let pool = PostgresPool(settings: nowhere)
                let route = ReceiptsRoute(
                    recorder: ReceiptRecorder(gateway: "g"), secret: secret, pool: pool, clock: { Date() })
                let server = try await HealthServer(
                    host: "127.0.0.1", port: 0, health: Health(), metrics: MetricsRegistry(), routes: [route.handler])
                async let served: Void = server.run()
                unsafe port = try await server.port()
                ready.signal()
                try await served
            } catch { FuzzCheck.holds(false, "the server ends: \(error)") }
        }
        ready.wait()
        return UInt16(unsafe port)
    }

    /// Sends it and reads until the server closes. Where the request does not ask for that, the end is said: the server
    /// may then close before it has answered.
    private static func exchange(_ bytes: [UInt8], saysEnd: Bool = false, patience seconds: Int = 1) -> [UInt8] {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(client) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if isConnected != 0 { usleep(300_000) }
        FuzzCheck.holds(isConnected == 0, "the server still listens: \(errno)")
        var patience = timeval(tv_sec: seconds, tv_usec: 0)
        unsafe setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        _ = unsafe bytes.withUnsafeBytes { unsafe send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if saysEnd { shutdown(client, Int32(SHUT_WR)) }
        return received(client)
    }

    private static func received(_ client: Int32) -> [UInt8] {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(client, $0.baseAddress, $0.count, 0) }
            if count < 0 && errno == EAGAIN { return [] }
            guard count > 0 else { return answer }
            answer += buffer[..<count]
        }
    }
}
