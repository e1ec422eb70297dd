import Events
import Foundation
import FoundationNetworking
import Lianhu
import TestSupport
import Testing

@testable import SMPP

/// A client against the stand-in carrier, over its SMPP and its HTTP.
struct StandinWorld: Sendable {
    let client: SMPPClient
    let brought: SMPPBrought
    let http: URL
    let port: Int

    /// A carrier with a record of its own that receipts at once.
    static func options(_ faults: JSON = .null) -> StandinCarrierOptions {
        let directory = FileManager.default.temporaryDirectory.appending(path: "smpp-standin-\(UUID().uuidString)")
        var options = StandinCarrierOptions(directory: directory, secret: "between us")
        options.smppPort = 0
        options.receiptDelay = 0
        options.smppFaults.change(faults)
        return options
    }

    /// Runs both until `body` is done.
    static func run(
        _ options: StandinCarrierOptions, client settings: SMPPSettings = .test(), bound: Bool = true,
        _ body: (StandinWorld) async throws -> Void
    ) async throws {
        let carrier = try await StandinCarrier(options)
        let brought = SMPPBrought()
        var settings = settings
        settings.port = try #require(try await carrier.smppPort())
        let client = SMPPClient(settings, logger: SMPPWorld.quiet()) { try await brought.take($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await carrier.run() }
            group.addTask { await client.run() }
            let http = try #require(URL(string: "http://127.0.0.1:\(try await carrier.port())"))
            let world = StandinWorld(client: client, brought: brought, http: http, port: settings.port)
            if bound { try await world.eventually("bound") { client.isBound } }
            try await body(world)
            await client.stop(within: .milliseconds(100))
        }
    }

    /// The messages of its list.
    func messages() async throws -> [JSON] {
        let (data, _) = try await URLSession.shared.data(from: http.appending(path: "messages"))
        return try JSON.parse(Array(data))[key: "messages"]?.arrayValue ?? []
    }

    func post(_ path: String, _ body: String) async throws -> JSON {
        var request = URLRequest(url: http.appending(path: path))
        request.httpMethod = "POST"
        request.httpBody = Data(body.utf8)
        return try JSON.parse(Array(try await URLSession.shared.data(for: request).0))
    }

    func submit(_ text: String = "hello", to phone: String = "13800000001") async -> SMPPSubmitted {
        await client.submit([SMPPMessage(phone: phone, text: text)])[0]
    }

    func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
        try await BrokerFixture.until(what, condition)
    }
}
