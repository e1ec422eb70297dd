import Fleet
import Foundation

/// The replicas there are at present.
actor FaultSlots {
    /// Where the workers' logs are kept.
    nonisolated let logs: URL
    private var open: [WorkerSlot] = []
    private var closed: [WorkerSlot] = []

    init(logs: URL) throws {
        self.logs = logs
        try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
    }

    var all: [WorkerSlot] { open }

    /// Ends of processes that no fault explains.
    var defects: [String] {
        get async {
            var found: [String] = []
            for slot in open + closed { found += await slot.defects }
            return found
        }
    }

    func of(_ worker: Worker) -> [WorkerSlot] { open.filter { $0.worker == worker } }

    /// Opens or drains replicas of a kind, the youngest first; how those that were drained ended.
    func scale(
        _ worker: Worker, to count: Int, make: @Sendable (Worker, Int) -> WorkerSlot
    ) async throws -> [Int32?] {
        let present = of(worker)
        for number in present.count..<max(count, present.count) {
            let slot = make(worker, number + 1)
            open.append(slot)
            try await slot.open()
        }
        var ends: [Int32?] = []
        for slot in present.dropFirst(count).reversed() {
            open.removeAll { $0 === slot }
            closed.append(slot)
            ends.append(try await slot.close())
        }
        return ends
    }
}
