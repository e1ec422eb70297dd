import Glibc
import Logging
import SMPP
import Synchronization

/// `smpp-benchmark [TEXTS]`: how many segments a second one bind carries, each answered and receipted. Both sides run in
/// this process, so it is the work of client and carrier together.
@main enum SMPPBenchmark {
    private static let submitters = 8
    private static let batch = 250

    static func main() async throws {
        let texts = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 100_000
        let carrier = Carrier()
        let server = SMPPServer(
            SMPPServerSettings(), logger: Logger(label: "carrier"), onBind: { _, _ in .ok },
            onSubmit: { await carrier.take($0) })
        await carrier.use(server)
        let port = try await server.start()
        var settings = SMPPSettings(host: "127.0.0.1", port: port, systemID: "bench", password: "secret")
        settings.window = 200
        let receipted = Counter()
        let client = SMPPClient(settings, logger: Logger(label: "client")) { receipted.add($0.count) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await server.run() }
            group.addTask { await client.run() }
            group.addTask { await carrier.run() }
            while !client.isBound { try? await Task.sleep(for: .milliseconds(1)) }
            let began = ContinuousClock.now
            let taken = await send(texts, through: client)
            let answered = ContinuousClock.now - began
            while receipted.value < taken { try? await Task.sleep(for: .milliseconds(1)) }
            report(texts, taken, answered, ContinuousClock.now - began)
            await client.stop()
            await server.stop()
            group.cancelAll()
        }
    }

    private static func send(_ texts: Int, through client: SMPPClient) async -> Int {
        await withTaskGroup(of: Int.self) { group in
            for submitter in 0..<submitters {
                group.addTask {
                    var taken = 0
                    for start in stride(from: submitter * batch, to: texts, by: submitters * batch) {
                        let messages = (start..<min(start + batch, texts)).map {
                            SMPPMessage(phone: "86138\(10_000_000 + $0)", text: "【联户】您所在的联户单元有紧急情况(消防),请注意安全。")
                        }
                        for case .accepted in await client.submit(messages) { taken += 1 }
                    }
                    return taken
                }
            }
            return await group.reduce(0, +)
        }
    }

    private static func report(_ texts: Int, _ taken: Int, _ answered: Duration, _ receipted: Duration) {
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let processor =
            Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
        print("\(taken) of \(texts) taken in \(answered), receipted in \(receipted)")
        print("\(Int(Double(taken) / (receipted / .seconds(1)))) segments/s with receipts, one bind, window 200")
        print(
            "\(Int(processor / Double(texts) * 1e6)) µs of processor a segment, both sides; \(usage.ru_maxrss / 1024) MB"
        )
    }
}

/// Takes everything and receipts it.
private actor Carrier {
    private var server: SMPPServer?
    private var taken = 0
    private var receipts: [SMPPShortMessage] = []

    func use(_ server: SMPPServer) { self.server = server }

    func take(_ batch: [SMPPServerSubmit]) -> [(SMPPServerSubmit, SMPPServerAnswer)] {
        batch.map { submit in
            taken += 1
            var receipt = SMPPShortMessage(source: submit.message.destination, destination: submit.message.source)
            receipt.esmClass = 0x04
            receipt.content = Array(
                "id:\(taken) sub:001 dlvrd:001 submit date:2603020700 done date:2603020702 stat:DELIVRD err:000 text:"
                    .utf8)
            receipts.append(receipt)
            return (submit, .answer(.ok, id: "\(taken)"))
        }
    }

    func run() async {
        while !Task.isCancelled {
            guard let server, !receipts.isEmpty, let peer = await server.receivers.first else {
                try? await Task.sleep(for: .milliseconds(1))
                continue
            }
            let batch = receipts
            receipts = []
            _ = await server.deliver(batch, to: peer)
        }
    }
}

/// Counts across tasks.
private final class Counter: Sendable {
    private let count = Atomic(0)

    func add(_ more: Int) { count.add(more, ordering: .relaxed) }

    var value: Int { count.load(ordering: .relaxed) }
}
