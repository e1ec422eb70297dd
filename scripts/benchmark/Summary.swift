import Foundation

/// All runs, as medians and spread, for people and for programs.
struct Summary: Codable {
    /// Of one contender under one feed.
    struct Line: Codable {
        let contender: String
        let feed: String
        var runs: [RunFigures] = []
    }

    let events: Int
    let reportBytes: Int
    let openedBytes: Int
    let noticeBytes: Int
    private var lines: [Line] = []
    /// Intake's median rate by the floor's, with a full queue and with a publisher beside it.
    private var ratioFilled = 0.0
    private var ratioStreamed = 0.0

    init(events: Int, reportBytes: Int, openedBytes: Int, noticeBytes: Int) {
        self.events = events
        self.reportBytes = reportBytes
        self.openedBytes = openedBytes
        self.noticeBytes = noticeBytes
    }

    mutating func add(_ figures: RunFigures, _ contender: Contender, _ feed: Run.Feed) {
        let (name, feeding) = (contender.rawValue, "\(feed)")
        if !lines.contains(where: { $0.contender == name && $0.feed == feeding }) {
            lines.append(Line(contender: name, feed: feeding))
        }
        for index in lines.indices where lines[index].contender == name && lines[index].feed == feeding {
            lines[index].runs.append(figures)
        }
        (ratioFilled, ratioStreamed) = (ratio("filled"), ratio("streamed"))
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    func table() -> String {
        var text = """
            \(events) events a run; a report has \(reportBytes) bytes, what follows from it \(openedBytes) + \(noticeBytes)
            CPU in microseconds an event; events/s as median, smallest and largest

            contender  feed       events/s   min    max   batch   worker  broker  database

            """
        for line in lines { text += row(line) + "\n" }
        text += "\nintake / floor: \(format(ratioFilled, 2)) with a full queue"
        return text + ", \(format(ratioStreamed, 2)) with a publisher beside it"
    }

    private func row(_ line: Line) -> String {
        let rates = line.runs.map(\.perSecond)
        let cells = [
            (format(median(rates), 0), 9), (format(rates.min() ?? 0, 0), 7), (format(rates.max() ?? 0, 0), 7),
            (format(median(line.runs.map(\.batch)), 0), 7), (format(median(line.runs.map(\.workerCPU)), 0), 9),
            (format(median(line.runs.map(\.brokerCPU)), 0), 8), (format(median(line.runs.map(\.databaseCPU)), 0), 10),
        ]
        let name = line.contender.padding(toLength: 11, withPad: " ", startingAt: 0)
        let feed = line.feed.padding(toLength: 10, withPad: " ", startingAt: 0)
        return name + feed + cells.map { String(repeating: " ", count: max(0, $1 - $0.count)) + $0 }.joined()
    }

    private func ratio(_ feed: String) -> Double {
        let rates = Contender.allCases.map { contender in
            median(
                lines.filter { $0.contender == contender.rawValue && $0.feed == feed }.flatMap(\.runs).map(\.perSecond))
        }
        return rates[0] > 0 ? rates[1] / rates[0] : 0
    }

    private func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    private func format(_ value: Double, _ digits: Int) -> String {
        String(format: "%.\(digits)f", value)
    }
}
