import Events
import Foundation
import FoundationNetworking
import TestSupport

/// The stand-in carrier as a process, beside the fleet: no fault touches it.
struct StandinCarrierProcess: Sendable {
    /// One submission.
    struct Message: Sendable {
        let reference: String
        let phone: String
        let text: String
    }

    /// How a fleet reaches it.
    enum Way: Sendable {
        case http
        /// With what is wrong with its SMPP.
        case smpp(faults: JSON)
        /// Phones that begin so over SMPP, through a proxy, the others over HTTP.
        case both(smpp: String)
    }

    private static let secret = "between us"

    /// Where the first notice worker takes receipts.
    let receiptsPort = WholeFleet.freePort()
    private let port = WholeFleet.freePort()
    private let smppPort = WholeFleet.freePort()
    /// Where its record is.
    let folder: URL
    private let way: Way

    init(folder: URL, way: Way = .http) {
        self.folder = folder
        self.way = way
    }

    /// Starts it for the rest of the town's life.
    func start(_ town: FleetTown) throws {
        _ = try town.start(
            "lianhu", [:],
            [
                "standin-carrier", "--port", "\(port)", "--directory", folder.path(), "--secret", Self.secret,
                "--receipts-url", "http://127.0.0.1:\(receiptsPort)/gateway/standin/receipts",
            ] + smpp)
    }

    private var smpp: [String] {
        switch way {
        case .http: []
        case .smpp(let faults):
            ["--smpp-port", "\(smppPort)", "--smpp-faults", String(decoding: faults.bytes, as: UTF8.self)]
        case .both: ["--smpp-port", "\(smppPort)"]
        }
    }

    /// What a notice worker needs to know of it.
    /// - Parameters:
    ///   - timeout: seconds for a call.
    ///   - line: where its SMPP is reached; nil for its own port.
    func settings(timeout: Int = 10, line: TestServers.Address? = nil) -> [String: String] {
        switch way {
        case .http:
            [
                "LIANHU_GATEWAY_URL": "http://127.0.0.1:\(port)", "LIANHU_GATEWAY_NAME": "standin",
                "LIANHU_GATEWAY_SECRET": Self.secret, "LIANHU_GATEWAY_TIMEOUT_SECONDS": "\(timeout)",
            ]
        case .smpp:
            [
                "LIANHU_GATEWAYS": "standin", "LIANHU_GATEWAY_STANDIN_KIND": "smpp",
                "LIANHU_GATEWAY_STANDIN_HOST": "\(smppAddress)",
                "LIANHU_GATEWAY_STANDIN_TIMEOUT_SECONDS": "\(timeout)",
            ]
        case .both(let prefix):
            [
                "LIANHU_GATEWAYS": "standin,line", "LIANHU_GATEWAY_ROUTES": "prefix=\(prefix):line; *:standin",
                "LIANHU_GATEWAY_STANDIN_URL": "http://127.0.0.1:\(port)", "LIANHU_GATEWAY_STANDIN_SECRET": Self.secret,
                "LIANHU_GATEWAY_STANDIN_TIMEOUT_SECONDS": "\(timeout)", "LIANHU_GATEWAY_LINE_KIND": "smpp",
                "LIANHU_GATEWAY_LINE_HOST": "\(line ?? smppAddress)",
                "LIANHU_GATEWAY_LINE_TIMEOUT_SECONDS": "\(timeout)",
            ]
        }
    }

    /// Where it speaks SMPP, if it does.
    var smppAddress: TestServers.Address { TestServers.Address(host: "127.0.0.1", port: smppPort) }

    /// Somebody answers on a phone; the status that he would not see.
    func type(_ text: String, on phone: String) async throws -> Int? {
        guard let url = URL(string: "http://127.0.0.1:\(port)/phones/\(phone)/replies") else { return nil }
        var request = URLRequest(url: url, timeoutInterval: 10)
        request.httpMethod = "POST"
        request.httpBody = Data((["text": .string(text)] as JSON).bytes)
        let (_, response) = try await URLSession.shared.data(for: request)
        return (response as? HTTPURLResponse)?.statusCode
    }

    /// What it has really taken: every submission, doubles and all.
    func messages() throws -> [Message] {
        let file = folder.appending(path: "messages.jsonl")
        // It is made with the first message.
        guard FileManager.default.fileExists(atPath: file.path()) else { return [] }
        let record = try String(contentsOf: file, encoding: .utf8)
        return try record.split(separator: "\n").map { line in
            let json = try JSON.parse(Array(line.utf8))
            func text(_ key: String) -> String { json[key: key]?.stringValue ?? "" }
            return Message(reference: text("reference"), phone: text("to"), text: text("text"))
        }
    }
}
