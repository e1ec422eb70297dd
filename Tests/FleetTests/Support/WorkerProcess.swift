import Foundation
import FoundationNetworking
import Glibc
import TestSupport

/// A program of the fleet as a process; what it logs is kept for whoever reads the failure.
///
/// `@unchecked Sendable` because nothing of it changes after the start but the process's own state, which Foundation
/// guards.
final class WorkerProcess: @unchecked Sendable {
    private let process = Process()
    private let logFile: URL

    /// - Parameter logs: where its log is kept; by default among the temporary files, until the end of the test.
    init(
        program: String, arguments: [String] = [], settings: [String: String],
        logs: URL = FileManager.default.temporaryDirectory
    ) throws {
        let path = try TestServers.programs.appending(path: program)
        guard FileManager.default.isExecutableFile(atPath: path.path()) else {
            throw FleetTestError("\(path.path()) is not built: run the tests by scripts/test")
        }
        logFile = logs.appending(path: "\(program)-\(UUID().uuidString).log")
        try Data().write(to: logFile)
        process.executableURL = path
        process.arguments = arguments
        process.environment = settings.merging(["PATH": "/usr/bin:/bin"]) { ours, _ in ours }
            .merging(Patience.passedOn) { ours, _ in ours }
        process.standardInput = FileHandle.nullDevice
        let log = try FileHandle(forWritingTo: logFile)
        (process.standardOutput, process.standardError) = (log, log)
        try process.run()
    }

    var isRunning: Bool { process.isRunning }

    /// What to signal; zero once it has ended.
    var number: Int32 { process.isRunning ? process.processIdentifier : 0 }

    /// Everything logged and printed so far.
    var log: String { (try? String(contentsOf: logFile, encoding: .utf8)) ?? "" }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// Waits for the end and returns the exit code; a signal that killed it counts as its negative.
    func exit(within limit: Duration = .seconds(30)) async throws -> Int32 {
        do { try await BrokerFixture.until("the end of the process", within: limit) { !process.isRunning } } catch {
            throw FleetTestError("\(error); it said: \(log.suffix(2000))")
        }
        return process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    }

    /// Kills what is left of it.
    func end() async {
        if process.isRunning {
            send(SIGKILL)
            _ = try? await exit(within: .seconds(5))
        }
        try? FileManager.default.removeItem(at: logFile)
    }

    /// Status and text of an answer of its HTTP server.
    func get(_ path: String) async throws -> (status: Int, text: String) {
        guard let port, let url = URL(string: "http://127.0.0.1:\(port)\(path)") else {
            throw FleetTestError("it has named no port: \(log.suffix(2000))")
        }
        let (data, response) = try await URLSession.shared.data(from: url)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
    }

    /// Waits until `/readyz` says so.
    func ready(within limit: Duration = .seconds(20)) async throws {
        var last = "nothing"
        do {
            try await BrokerFixture.until("ready", within: limit) {
                guard port != nil, process.isRunning else { return false }
                let answer = try await get("/readyz")
                last = answer.text
                return answer.status == 200
            }
        } catch {
            throw FleetTestError("not ready: \(last); it said: \(log.suffix(3000))")
        }
    }

    /// The value of a series of `/metrics`, all labels together; 0 if there is none.
    func metric(_ name: String, containing label: String = "") async throws -> Double {
        try await get("/metrics").text.split(separator: "\n")
            .filter { $0.hasPrefix(name) && (label.isEmpty || $0.contains(label)) }
            .compactMap { $0.split(separator: " ").last.flatMap { Double(String($0)) } }.reduce(0, +)
    }

    private var port: Int? {
        log.firstMatch(of: /"port":\s*"([0-9]+)"/).flatMap { Int($0.1) }
    }
}

/// The processes of a test, so that none outlives it. `@unchecked Sendable` because the lock guards the list.
final class ProcessList: @unchecked Sendable {
    private let lock = NSLock()
    private var list: [WorkerProcess] = []

    var all: [WorkerProcess] { lock.withLock { list } }

    func add(_ process: WorkerProcess) { lock.withLock { list.append(process) } }
}
