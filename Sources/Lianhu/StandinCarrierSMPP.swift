import Domain
import Foundation
import Logging
import SMPP

/// The stand-in carrier's SMPP 3.4: takes into the same record as over HTTP, and brings receipts and replies to whoever
/// is bound to receive.
actor StandinCarrierSMPP {
    let ledger: StandinCarrierLedger
    let faults: StandinCarrierFaults
    let options: StandinCarrierOptions
    private let port: Int
    private var server: SMPPServer?
    private var listening: Task<Int, any Error>?
    private var replies = 0

    init(ledger: StandinCarrierLedger, faults: StandinCarrierFaults, options: StandinCarrierOptions, port: Int) {
        self.ledger = ledger
        self.faults = faults
        self.options = options
        self.port = port
    }

    /// Listens, once, and returns the port. Throws when it cannot.
    func start() async throws -> Int {
        if let listening { return try await listening.value }
        var settings = SMPPServerSettings()
        (settings.host, settings.port) = (options.host, port)
        let server = SMPPServer(
            settings, logger: Logger(label: "smpp"),
            onBind: { [weak self] bind, _ in await self?.bind(bind) ?? .bindFailed },
            onSubmit: { [weak self] in await self?.take($0) ?? [] })
        self.server = server
        let task = Task { try await server.start() }
        listening = task
        return try await task.value
    }

    /// Serves and sends receipts until cancelled.
    func run() async throws {
        _ = try await start()
        guard let server else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await server.run() }
            group.addTask { await self.receipt() }
        }
    }

    private func bind(_ bind: SMPPBind) async -> SMPPStatus {
        if let status = await faults.smpp.refuseBind { return SMPPStatus(rawValue: status) }
        return options.smppPassword.map { $0 == bind.password } ?? true ? .ok : .invalidPassword
    }

    /// Takes what has come, in one write to the record, before any of it is answered.
    private func take(_ submits: [SMPPServerSubmit]) async -> [(SMPPServerSubmit, SMPPServerAnswer)] {
        var verdicts: [(SMPPServerSubmit, Submit)] = []
        for submit in submits { verdicts.append((submit, await verdict(submit.message))) }
        let taken = verdicts.filter { $0.1.isTaken }.map(\.0.message)
        guard let segments = try? await ledger.take(segments: taken) else {
            return submits.map { ($0, .answer(.systemError, id: "")) }
        }
        let dialect = await faults.smpp
        if dialect.time == .before { await deliver(segments, dialect) }
        await server?.set(mute: dialect.stall)
        var rest = segments[...]
        return verdicts.map { submit, verdict in
            guard verdict.isTaken, let segment = rest.popFirst() else { return (submit, verdict.answer(id: "")) }
            return (submit, verdict.answer(id: dialect.answerID(segment.number)))
        }
    }

    private func verdict(_ message: SMPPShortMessage) async -> Submit {
        let number = message.destination.number
        if await faults.refuses(number) || PhoneNumber(number) == nil { return .refused(.invalidDestination) }
        guard await faults.allows(at: Date()) else { return .refused(.throttled) }
        switch await faults.nextSubmit() {
        case .take: return .taken
        case .takeSilently: return .silent
        case .takeAndDrop: return .dropped
        case .queueFull: return .refused(.queueFull)
        }
    }

    /// Somebody types on a phone; nil when no peer is bound to hear of it.
    func reply(_ text: String, from number: String) async -> Bool? {
        guard let server, let peer = await server.receivers.first else { return nil }
        let to = await ledger.sender(to: number) ?? SMPPAddress("")
        replies += 1
        let template = SMPPShortMessage(source: SMPPAddress(ton: 1, npi: 1, number), destination: to)
        let parts = template.carrying(text, reference: replies % 256)
        return await server.deliver(parts, to: peer).allSatisfy { $0 == .ok }
    }
}

extension StandinCarrierSMPP {
    private static let batch = 500
    private static let pause: Duration = .milliseconds(50)
    private static let longestPause: Duration = .seconds(5)

    /// Sends receipts until each was answered with ESME_ROK, over restarts of either side.
    private func receipt() async {
        var pause = Self.pause
        while !Task.isCancelled {
            let dialect = await faults.smpp
            let delay = options.receiptDelay + (dialect.time == .late || dialect.time == .before ? 2 : 0)
            let due = await ledger.unreceiptedSegments(before: Date(timeIntervalSinceNow: -delay), upTo: Self.batch)
            let isWell = await deliver(due, dialect)
            pause = isWell ? Self.pause : min(pause * 2, Self.longestPause)
            if due.isEmpty || !isWell { try? await Task.sleep(for: pause) }
        }
    }

    /// True when all that there is was taken.
    @discardableResult
    private func deliver(_ segments: [StandinCarrierSegment], _ dialect: StandinCarrierSMPPFaults) async -> Bool {
        guard !segments.isEmpty else { return true }
        guard let server, let peer = await server.receivers.first else { return false }
        let rate = await faults.failRate
        let fates = segments.map {
            (id: $0.id, status: StandinCarrierMessage.fails($0.id, rate) ? "failed" : "delivered")
        }
        let receipts = zip(segments, fates).map { dialect.receipt($0, hasFailed: $1.status == "failed") }
        let statuses = await server.deliver(receipts, to: peer)
        if dialect.time == .twice { _ = await server.deliver(receipts, to: peer) }
        let settled = zip(fates, statuses).filter { $1 == .ok }.map(\.0)
        try? await ledger.receipted(settled)
        return settled.count == segments.count
    }
}

/// What is done about one submit.
private enum Submit {
    case taken, silent, dropped
    case refused(SMPPStatus)

    var isTaken: Bool {
        if case .refused = self { false } else { true }
    }

    func answer(id: String) -> SMPPServerAnswer {
        switch self {
        case .taken: .answer(.ok, id: id)
        case .silent: .silence
        case .dropped: .disconnect
        case .refused(let status): .answer(status, id: "")
        }
    }
}
