import Fleet
import Foundation
import FoundationNetworking
import Glibc
import TestSupport

/// A place for one replica of a worker. Whatever ends in it is started again at once, as Kubernetes would.
actor WorkerSlot {
    nonisolated let worker: Worker
    nonisolated let name: String
    private let port: Int
    private let settings: [String: String]
    private let logs: URL
    private var process: WorkerProcess?
    private var watch: Task<Void, Never>?
    /// When the present process was started.
    private(set) var spawned = ContinuousClock.now
    /// Ends that no fault explains: a defect, a trap, settings refused.
    private(set) var defects: [String] = []

    /// - Parameter settings: all that the process gets, but for its port.
    init(_ worker: Worker, _ number: Int, port: Int, settings: [String: String], logs: URL) {
        self.worker = worker
        name = "\(worker.rawValue) \(number)"
        self.port = port
        self.settings = settings.merging(["LIANHU_HTTP_PORT": "\(port)"]) { _, port in port }
        self.logs = logs
    }

    /// Starts it, and starts it again whenever it ends.
    func open() throws {
        try start()
        watch = Task { await self.keepRunningUntilClosed() }
    }

    func send(_ signal: Int32) {
        // Number 0 would be this process's own group.
        if let number = process?.number, number > 0 { kill(number, signal) }
    }

    /// Kills it and returns when the next one was started.
    func killAndAwaitNext() async throws -> ContinuousClock.Instant {
        let before = spawned
        send(SIGKILL)
        try await BrokerFixture.until("\(name) is started again") { spawned > before }
        return spawned
    }

    /// Drains it for good; returns its exit code.
    func close(within limit: Duration = .seconds(45)) async throws -> Int32? {
        watch?.cancel()
        send(SIGCONT)
        send(SIGTERM)
        return try await process?.exit(within: limit)
    }

    /// Kills it for good.
    func end() {
        watch?.cancel()
        send(SIGKILL)
    }

    /// Why it is not ready; nil when it is.
    func unreadiness() async -> String? {
        guard let url = URL(string: "http://127.0.0.1:\(port)/readyz") else { return "no address" }
        do {
            let (data, response) = try await URLSession.shared.data(for: URLRequest(url: url, timeoutInterval: 2))
            return (response as? HTTPURLResponse)?.statusCode == 200 ? nil : String(decoding: data, as: UTF8.self)
        } catch { return "no answer" }
    }

    private func start() throws {
        process = try WorkerProcess(program: worker.program, settings: settings, logs: logs)
        spawned = .now
    }

    private func keepRunningUntilClosed() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
            guard !Task.isCancelled, let process, !process.isRunning else { continue }
            await judge(process)
            // What cannot live must not take the machine's time from what can.
            if ContinuousClock.now - spawned < .seconds(1) { try? await Task.sleep(for: .milliseconds(500)) }
            if !Task.isCancelled { try? start() }
        }
    }

    /// Killed is a fault's doing; 69 and 75 say that a service was away. Everything else is a defect.
    private func judge(_ process: WorkerProcess) async {
        guard let code = try? await process.exit(), ![-SIGKILL, 69, 75].contains(code) else { return }
        defects.append("\(name) ended with \(code): \(process.log.suffix(400))")
    }
}
