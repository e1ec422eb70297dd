import Events
import Foundation
import FoundationNetworking

/// The stand-in carrier as a process, beside the fleet: no fault touches it.
struct StandinCarrierProcess: Sendable {
    /// One submission.
    struct Message: Sendable {
        let reference: String
        let phone: String
        let text: String
    }

    private static let secret = "between us"

    /// Where the first notice worker takes receipts.
    let receiptsPort = WholeFleet.freePort()
    private let port = WholeFleet.freePort()
    /// Where its record is.
    let folder: URL

    init(folder: URL) { self.folder = folder }

    /// Starts it for the rest of the town's life.
    func start(_ town: FleetTown) throws {
        _ = try town.start(
            "lianhu", [:],
            [
                "standin-carrier", "--port", "\(port)", "--directory", folder.path(), "--secret", Self.secret,
                "--receipts-url", "http://127.0.0.1:\(receiptsPort)/gateway/standin/receipts",
            ])
    }

    /// What a notice worker needs to know of it.
    var settings: [String: String] {
        [
            "LIANHU_GATEWAY_URL": "http://127.0.0.1:\(port)", "LIANHU_GATEWAY_NAME": "standin",
            "LIANHU_GATEWAY_SECRET": Self.secret,
        ]
    }

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
