import Fleet
import Foundation
import FoundationNetworking

/// One of the two that are compared: what to start, and how to see that it is done.
enum Contender: String, CaseIterable {
    case floor, intake
}

/// A contender as a process.
final class ContenderProcess {
    let contender: Contender
    private let process = Process()
    private let output = Pipe()
    private let input = Pipe()
    private let port: Int
    private let log: URL

    var pid: Int32 { process.processIdentifier }

    init(_ contender: Contender, bench: Bench, options: BenchmarkOptions, port: Int) throws {
        self.contender = contender
        self.port = port
        log = URL(filePath: NSTemporaryDirectory()).appending(path: "lianhu-\(bench.name).log")
        var environment = ProcessInfo.processInfo.environment
        environment["LIANHU_BROKER_VIRTUAL_HOST"] = bench.name
        environment["LIANHU_DATABASE_NAME"] = bench.name
        environment["LIANHU_HTTP_PORT"] = String(port)
        process.environment = environment
        process.standardInput = input
        switch contender {
        case .intake:
            process.executableURL = URL(filePath: options.intake)
            _ = FileManager.default.createFile(atPath: log.path(), contents: nil)
            let handle = try FileHandle(forWritingTo: log)
            (process.standardOutput, process.standardError) = (handle, handle)
        case .floor:
            process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            process.arguments = [
                "--floor", bench.name, "--events", String(options.events), "--opened-bytes",
                String(options.openedBytes), "--notice-bytes", String(options.noticeBytes),
            ]
            process.standardOutput = output
        }
        try process.run()
    }

    /// Events done and acknowledged so far, and in how many batches; nil while it cannot be seen.
    func progress(of events: Int) async -> (done: Int, batches: Int)? {
        switch contender {
        case .intake:
            guard let page = await metrics() else { return nil }
            return (
                Self.value(page, "lianhu_deliveries_total{", having: "verdict=\"done\""),
                Self.value(page, "lianhu_batch_seconds_count", having: "")
            )
        case .floor:
            guard let line = floorLine() else { return (0, 0) }
            return (events, Int(line) ?? 0)
        }
    }

    var isRunning: Bool { process.isRunning }

    /// The end of what it wrote, for a person.
    var lastWords: String {
        (try? String(contentsOf: log, encoding: .utf8)).map { String($0.suffix(2000)) } ?? ""
    }

    /// SIGTERM, and its end.
    func stop() {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: log)
    }

    private func floorLine() -> String? {
        var ready = pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&ready, 1, 0) > 0 else { return nil }
        let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        return text.isEmpty ? nil : text.split(separator: "\n").first.map(String.init)
    }

    private func metrics() async -> String? {
        guard let url = URL(string: "http://127.0.0.1:\(port)/metrics") else { return nil }
        guard let (data, _) = try? await URLSession.shared.data(from: url) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }

    private static func value(_ page: String, _ name: String, having label: String) -> Int {
        let lines = page.split(separator: "\n").filter { $0.hasPrefix(name) && (label.isEmpty || $0.contains(label)) }
        return lines.reduce(0) { $0 + (Double($1.split(separator: " ").last ?? "0").map { Int($0) } ?? 0) }
    }
}
