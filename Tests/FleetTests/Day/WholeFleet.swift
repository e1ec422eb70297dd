import Domain
import Events
import Fleet
import Foundation
import Glibc
import Postgres
import TestSupport

/// The four workers and the stand-in carrier as processes, on a town's servers, each to be killed and started again.
final class WholeFleet {
    static let workers = ["lianhu-intake", "lianhu-notice", "lianhu-escalation", "lianhu-inspection"]

    let town: FleetTown
    private let clock: String
    private let carrier: StandinCarrierProcess
    private var running: [String: WorkerProcess] = [:]

    /// - Parameters:
    ///   - clock: a setting of its own for each test: it counts from its first use in this database.
    ///   - way: how texts go to the carrier.
    init(_ town: FleetTown, clock: String, over way: StandinCarrierProcess.Way = .http) {
        self.town = town
        self.clock = clock
        carrier = StandinCarrierProcess(
            folder: FileManager.default.temporaryDirectory.appending(path: "carrier-\(UUID().uuidString)"), way: way)
    }

    deinit { try? FileManager.default.removeItem(at: carrier.folder) }

    /// Starts everything and waits until it is ready.
    func up() async throws {
        try carrier.start(town)
        for worker in Self.workers { try start(worker) }
        for worker in Self.workers { try await running[worker]?.ready() }
    }

    /// - Parameter changes: settings for this start alone.
    func start(_ worker: String, _ changes: [String: String] = [:]) throws {
        var settings = changes
        settings["LIANHU_CLOCK"] = clock
        if worker == "lianhu-notice" {
            settings.merge(carrier.settings(timeout: 2)) { _, carrier in carrier }
            settings["LIANHU_HTTP_PORT"] = "\(carrier.receiptsPort)"
        }
        running[worker] = try town.start(worker, settings)
    }

    /// SIGKILL, and a new process at once, as a supervisor would.
    func killAndRestart(_ worker: String) async throws {
        running[worker]?.send(SIGKILL)
        _ = try await running[worker]?.exit()
        try start(worker)
    }

    /// Ends it as operations would, then lets a new one die: waits for the death, and starts a whole one.
    /// - Parameter deaths: settings that make a process die; one process each, one after the other.
    func dies(_ worker: String, _ deaths: [[String: String]], while body: () async throws -> Void) async throws {
        running[worker]?.send(SIGTERM)
        // One that has just been started may not listen to signals yet.
        guard let code = try await running[worker]?.exit(), [0, -SIGTERM].contains(code) else {
            throw FleetTestError("\(worker) did not drain: \(running[worker]?.log.suffix(2000) ?? "")")
        }
        for (index, death) in deaths.enumerated() {
            try start(worker, death)
            if index == 0 { try await body() }
            let code: Int32?
            do { code = try await running[worker]?.exit() } catch {
                throw FleetTestError(
                    "\(worker) should have died of \(death), death \(index + 1) of \(deaths.count): \(error); "
                        + "in hand \(try await town.count("in_hand")), outbox \(try await town.count("outbox"))")
            }
            guard code == -SIGKILL else { throw FleetTestError("\(worker) should have died of \(death): \(code ?? 0)") }
        }
        try start(worker)
    }

    /// Runs a subcommand as a process with the fleet's clock.
    func lianhu(_ arguments: String...) throws -> WorkerProcess {
        try town.start("lianhu", ["LIANHU_CLOCK": clock], arguments)
    }

    /// The same, to its end.
    func finish(_ arguments: String..., within limit: Duration) async throws {
        let process = try town.start("lianhu", ["LIANHU_CLOCK": clock], arguments)
        let code = try await process.exit(within: limit)
        if code != 0 { throw FleetTestError("lianhu \(arguments) ended with \(code): \(process.log)") }
    }

    /// What the carrier has really taken: every submission, doubles and all.
    func carried() throws -> [StandinCarrierProcess.Message] { try carrier.messages() }

    /// A port that nobody had a moment ago.
    static func freePort() -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                _ = unsafe bind(descriptor, raw, length)
                return unsafe getsockname(descriptor, raw, &length)
            }
        }
        return port == 0 ? Int(UInt16(bigEndian: address.sin_port)) : 0
    }
}
