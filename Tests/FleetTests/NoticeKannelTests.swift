import Domain
import Events
import Foundation
import FoundationNetworking
import Lianhu
import NoticeWorker
import Postgres
import Store
import TestSupport
import Testing

@testable import Fleet

/// A real Kannel between a notice worker's parts and a carrier that speaks SMPP: out through sendsms, back by the
/// addresses that each message carries.
@Suite struct NoticeKannelTests {
    private static let phone = "13800000001"
    private static let token = "0123456789abcdef0123"

    @Test func textsReceiptsAndRepliesGoThroughKannel() async throws {
        try await run { world, gateway in
            let text = "【联户】停水通知&+%: " + String(repeating: "请储水。", count: 30)
            let request = NoticeRequest(
                key: "long", purpose: "test", priority: .normal,
                audience: Audience([.phones([try #require(PhoneNumber(Self.phone))])]), text: text)
            _ = try await world.ask(request)
            var later = NoticeWorld.morning
            try await world.eventually("the text taken by Kannel") {
                later += 60
                try await world.round(at: later, through: gateway)
                return try await world.states() != ["pending"]
            }
            try await world.eventually("the receipt of all its parts") { try await world.states() == ["delivered"] }
            #expect(try await texts(world) == [text])
            try await reply("好的 收到", world)
            try await world.eventually("the reply in the outbox") { try await replies(world) == ["好的 收到"] }
        }
    }

    @Test func aWrongTokenSavesNothing() async throws {
        try await run { world, _ in
            let base = world.receipts
            for path in [
                "gateway/k/kannel/guess/receipts?reference=1-0&type=1", "gateway/k/kannel/\(Self.token)/receipts",
            ] {
                let url = try #require(URL(string: "/" + path, relativeTo: base))
                let (_, response) = try await URLSession.shared.data(from: url)
                #expect([400, 404].contains((response as? HTTPURLResponse)?.statusCode))
            }
        }
    }

    // MARK: -

    private func texts(_ world: NoticeWorld) async throws -> [String] {
        let (data, _) = try await URLSession.shared.data(from: world.carrier.appending(path: "messages"))
        return (try JSON.parse(Array(data))[key: "messages"]?.arrayValue ?? []).compactMap {
            $0[key: "text"]?.stringValue
        }
    }

    private func reply(_ text: String, _ world: NoticeWorld) async throws {
        var request = URLRequest(url: world.carrier.appending(path: "phones/86\(Self.phone)/replies"))
        request.httpMethod = "POST"
        request.httpBody = Data((["text": .string(text)] as JSON).bytes)
        _ = try await URLSession.shared.data(for: request)
    }

    private func replies(_ world: NoticeWorld) async throws -> [String] {
        try await world.pool.query("SELECT body FROM outbox WHERE routing_key LIKE '%replied%'").rows.compactMap {
            row in
            try JSON.parse(row.decode(0, as: [UInt8].self))[key: "data"]?[key: "text"]?.stringValue
        }
    }

    private func run(_ body: (NoticeWorld, KannelGateway) async throws -> Void) async throws {
        try await NoticeWorld.run { world in
            var options = NoticeWorld.options()
            options.smppPort = 0
            let carrier = try await StandinCarrier(options)
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await carrier.run() }
                let smpp = try #require(try await carrier.smppPort())
                let server = try HealthServer(
                    host: "127.0.0.1", port: 0, health: Health(expecting: []), metrics: MetricsRegistry())
                group.addTask { try await server.run() }
                let base = try NoticeWorld.address(try await server.port(), "")
                let kannel = try KannelBox(smpp: smpp, replies: "\(base)gateway/k/kannel/\(Self.token)/replies")
                let settings = try settings(kannel.sendsms, base)
                let clock = { @Sendable in NoticeWorld.morning }
                for handler in KannelRoutes(gateway: "k", settings: settings, pool: world.pool, clock: clock).handlers {
                    await server.add(handler)
                }
                let mine = NoticeWorld(
                    pool: world.pool, gateway: world.gateway,
                    carrier: try NoticeWorld.address(try await carrier.port(), ""), receipts: base)
                try await kannel.whileRunning {
                    try await body(mine, KannelGateway(name: "k", batch: 100, timeout: 5, settings: settings))
                }
            }
            try? FileManager.default.removeItem(at: options.directory)
        }
    }

    private func settings(_ sendsms: URL, _ base: URL) throws -> KannelGatewaySettings {
        let all = try FleetSettings.load(
            arguments: [],
            environment: [
                "LIANHU_GATEWAYS": "k", "LIANHU_GATEWAY_K_KIND": "kannel",
                "LIANHU_GATEWAY_K_URL": sendsms.absoluteString, "LIANHU_GATEWAY_K_USER": "lianhu",
                "LIANHU_GATEWAY_K_PASSWORD": "secret", "LIANHU_GATEWAY_K_SOURCE": "10690000",
                "LIANHU_GATEWAY_K_RECEIPTS_BASE": base.absoluteString, "LIANHU_GATEWAY_K_TOKEN": Self.token,
            ])
        guard case .kannel(let settings) = all.gateways.first?.connection else { throw NoCarrier() }
        return settings
    }

    private struct NoCarrier: Error {}
}
