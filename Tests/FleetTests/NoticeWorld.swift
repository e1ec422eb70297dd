import Domain
import Events
import Foundation
import FoundationNetworking
import Lianhu
import Logging
import NoticeWorker
import Postgres
import Store
import TestSupport
import Testing

@testable import Fleet

/// A notice worker's parts against a real database and a real stand-in carrier, driven by a given time.
struct NoticeWorld {
    static let secret = "between us"
    /// Monday 2026-03-02, 10:00 in China: no quiet hour.
    static let morning = Date(timeIntervalSince1970: 1_772_416_800)

    let pool: PostgresPool
    let gateway: HTTPGateway
    let carrier: URL
    let receipts: URL
    let handler = NoticeHandler(policies: PolicyBook(.standard), gateway: "standin", logger: Logger(label: "test"))

    /// A carrier without faults, with a record of its own.
    static func options() -> StandinCarrierOptions {
        let directory = FileManager.default.temporaryDirectory.appending(path: "standin-\(UUID().uuidString)")
        return StandinCarrierOptions(directory: directory, secret: secret)
    }

    /// Runs all of it; `receipted` says whether the carrier sends receipts.
    static func run(
        _ carrier: StandinCarrierOptions = options(), receipted: Bool = false,
        _ body: (NoticeWorld) async throws -> Void
    ) async throws {
        var options = carrier
        defer { try? FileManager.default.removeItem(at: options.directory) }
        try await DatabaseFixture.withTables { pool in
            let server = try await receiptsServer(pool)
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await server.run() }
                let receipts = try address(try await server.port(), "gateway/standin/receipts")
                options.receiptsURL = receipted ? receipts : nil
                let carrier = try await StandinCarrier(options)
                group.addTask { try await carrier.run() }
                let url = try address(try await carrier.port(), "")
                let gateway = HTTPGateway(name: "standin", url: url, secret: secret, batch: 2, timeout: 5)
                try await body(NoticeWorld(pool: pool, gateway: gateway, carrier: url, receipts: receipts))
            }
        }
    }

    static func address(_ port: Int, _ path: String) throws -> URL {
        try #require(URL(string: "http://127.0.0.1:\(port)/\(path)"))
    }

    private static func receiptsServer(_ pool: PostgresPool) async throws -> HealthServer {
        let route = ReceiptsRoute(
            recorder: ReceiptRecorder(gateway: "standin"), secret: secret, pool: pool, clock: { morning })
        return try HealthServer(
            host: "127.0.0.1", port: 0, health: Health(expecting: []), metrics: MetricsRegistry(),
            routes: [route.handler])
    }
}

extension NoticeWorld {
    /// Asks for a notice to these phones, as an event does.
    @discardableResult
    func ask(
        _ key: String, _ phones: [String], priority: NoticePriority = .normal, at now: Date = morning,
        expiresAt: Date? = nil
    ) async throws -> [Verdict] {
        let request = NoticeRequest(
            key: key, purpose: "test", priority: priority,
            audience: Audience([.phones(phones.compactMap { PhoneNumber($0) })]), text: "【联户】\(key)",
            expiresAt: expiresAt)
        return try await ask(request, at: now)
    }

    /// Asks for this notice, as an event does.
    func ask(_ request: NoticeRequest, at now: Date = morning) async throws -> [Verdict] {
        let key = request.key
        let event = NoticeRequestedEvent.event(request, source: "test", id: key, time: now)
        let arrival = Arrival(
            event: event, input: try handler.parse(event), cause: EventKey(source: "test", id: key), at: now,
            since: now)
        return try await pool.transaction { transaction in
            var known = try await handler.load([arrival], in: transaction, at: now)
            let ruling = handler.decide(arrival, in: &known, at: now)
            try await handler.save([ruling.decision].compactMap { $0 }, in: transaction, at: now)
            return [ruling.verdict]
        }
    }

    /// One round of the sender, as the due runner does it. A lease of 0 is a process that dies before it sends.
    func round(
        at now: Date = morning, lease: Double = 60, through other: (any Gateway)? = nil,
        board: GatewayBoard? = nil
    ) async throws {
        let work = DeliveryWork(
            priorities: NoticePriority.allCases, board: board ?? GatewayBoard([other ?? gateway]),
            policies: PolicyBook(.standard),
            speed: 1, lease: lease,
            logger: Logger(label: "test"))
        let items = try await pool.transaction { transaction in
            let items = try await work.claim(limit: 100, at: now, in: transaction)
            let told = try await work.decide(items, at: now, in: transaction).map { $0.row() }
            if !told.isEmpty { transaction.atCommit([OutboxStore.save(told, worker: "notice", lease: 0)]) }
            return items
        }
        try await work.send(items, through: pool, at: { now })
    }

    /// States of all deliveries, by phone.
    func states() async throws -> [String] {
        try await pool.query("SELECT state FROM delivery ORDER BY phone").rows.map { try $0.decode(0) }
    }

    func references() async throws -> [String] {
        try await pool.query(
            """
            SELECT d.id || '-' || left(encode(sha256(convert_to(n.key || E'\\n' || d.phone, 'UTF8')), 'hex'), 8)
            FROM delivery d JOIN notice n ON n.id = d.notice_id ORDER BY d.phone
            """
        ).rows.map { try $0.decode(0) }
    }

    /// Ids of the events told so far.
    func told() async throws -> [String] {
        try await pool.query("SELECT event_id || ' ' || routing_key FROM outbox ORDER BY event_id").rows
            .map { try $0.decode(0) }
    }

    /// Phones to which the carrier has taken messages, in order.
    func taken() async throws -> [String] {
        let (data, _) = try await URLSession.shared.data(from: carrier.appending(path: "messages"))
        return (try JSON.parse(Array(data))[key: "messages"]?.arrayValue ?? [])
            .compactMap { $0[key: "to"]?.stringValue }.sorted()
    }

    /// Posts to the receipts' route and returns the status and the number of unknown receipts.
    func post(
        _ receipts: JSON, secret: String = secret, at time: Date = Date()
    ) async throws -> (status: Int?, unknown: Int64?) {
        let body = Data(receipts.bytes)
        let timestamp = String(Int64(time.timeIntervalSince1970))
        var request = URLRequest(url: self.receipts)
        request.httpMethod = "POST"
        request.httpBody = body
        request.setValue(timestamp, forHTTPHeaderField: MessageSignature.timestampHeader)
        request.setValue(
            MessageSignature(secret: secret).sign(body, timestamp: timestamp),
            forHTTPHeaderField: MessageSignature.signatureHeader)
        let (data, response) = try await URLSession.shared.data(for: request)
        return ((response as? HTTPURLResponse)?.statusCode, try JSON.parse(Array(data))[key: "unknown"]?.intValue)
    }

    /// Polls until it holds; an issue when it does not within ten seconds.
    func eventually(_ what: Comment, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + Duration.seconds(10).patient
        while ContinuousClock.now < deadline {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record(what)
    }
}
