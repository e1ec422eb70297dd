import AMQP
import Fleet
import Foundation
import Postgres

/// The bare loop: consume, four inserts, two confirmed publishes, one acknowledgement a batch. Two batches in flight,
/// one in the database and one publishing, as the fleet's runner has them.
struct FloorWorker {
    let bench: Bench
    let options: BenchmarkOptions

    /// Runs until all events are done, says so on standard output, then waits to be ended.
    func run() async throws {
        let consumer = AMQPConsumer(settings: bench.amqp("floor"), queue: Worker.intake.queue(urgent: false))
        let publisher = AMQPPublisher(settings: bench.amqp("floor publisher"))
        let pool = PostgresPool(settings: bench.postgres)
        try await publisher.connect()
        _ = try await pool.query("SELECT 1")
        try await consumer.start(prefetch: bench.settings.prefetch)
        var settling: Task<Void, any Error>?
        var (done, batches) = (0, 0)
        while done < options.events {
            let deliveries = try await consumer.receive(max: bench.settings.batchSize)
            let rows = deliveries.enumerated().map { row($1, id: done + $0) }
            try await pool.transaction { $0.atCommit(FloorTables.inserts(rows)) }
            try await settling?.value
            settling = Task {
                guard let last = deliveries.last else { return }
                let outcomes = try await publisher.publish(rows.flatMap(\.messages))
                guard outcomes.allSatisfy({ $0 == .confirmed }) else { throw BenchmarkError("not all was confirmed") }
                try await consumer.acknowledge(upTo: last.tag, generation: last.generation)
            }
            (done, batches) = (done + deliveries.count, batches + 1)
        }
        try await settling?.value
        FileHandle.standardOutput.write(Data("\(batches)\n".utf8))
        _ = readLine()
    }

    private func row(_ delivery: AMQPDelivery, id: Int) -> FloorRow {
        let key = String(delivery.routingKey.dropFirst(ReportMaker.type.utf8.count))
        return FloorRow(
            id: Int64(id), key: key, notice: Array(repeating: 0x20, count: options.noticeBytes),
            opened: Array(repeating: 0x20, count: options.openedBytes))
    }
}
