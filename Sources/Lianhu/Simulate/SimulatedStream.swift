import Domain
import Events
import Fleet
import Foundation

/// A made-up day as events: reports, and the acts that follow them, in the order of their times.
struct SimulatedStream: Sendable {
    /// What is published.
    enum Step: String, Sendable {
        case reported, accepted, resolved, visited
    }

    /// One event to publish; it is only written when its time comes.
    struct Item: Sendable {
        let second: Double
        let step: Step
        /// The report that it is, or that it is about.
        let report: Int
    }

    let reports: [SimulatedReport]
    /// Emergencies' reports, which travel through the urgent queue.
    let urgent: [Item]
    let ordinary: [Item]
    /// When the day begins, for the territory.
    let midnight: Date
    /// With what all ids begin.
    let prefix: String
    let storm: SimulatedDay.Storm?

    /// - Parameters:
    ///   - from: the day's earliest moment, unless it is taken whole.
    init(
        territory: ReferenceTerritory, seed: UInt64, reports count: Int, from: Date, wholeDay: Bool, storm: Bool,
        calendar: WorkingCalendar
    ) {
        // The last two hours belong to the next day: a clock is started before it, while programs start.
        let day = calendar.local(from.addingTimeInterval(wholeDay ? 0 : 7200)).day
        midnight = calendar.instant(day: day, minute: 0)
        let first = wholeDay ? 0 : max(0, from.timeIntervalSince(midnight))
        self.storm = storm ? SimulatedDay.Storm(start: max(14 * 3600, first + (86_400 - first) / 4)) : nil
        let made = SimulatedDay(
            of: territory, seed: seed, count: count, span: first..<max(86_400, first + 1), storm: self.storm, day: day,
            calendar: calendar)
        reports = made.reports
        let (year, month, dayOfMonth) = CivilDay(sinceEpoch: day).parts
        prefix = "sim\(seed)-" + String(format: "%04d%02d%02d", year, month, dayOfMonth) + "-"
        let items = reports.enumerated().flatMap { Self.items($0, $1) }.sorted { $0.second < $1.second }
        let isUrgent = { (item: Item) in
            item.step == .reported && made.reports[item.report].severity == .emergency
        }
        urgent = items.filter(isUrgent)
        ordinary = items.filter { !isUrgent($0) }
    }

    /// Reports and acts, to be accounted for.
    var groups: [EventLedger.Group] {
        let all = urgent + ordinary
        return [("reports", all.filter { $0.step == .reported }), ("acts", all.filter { $0.step != .reported })].map {
            EventLedger.Group(name: $0, worker: .intake, events: $1.map { (reports[$0.report].source, id($0)) })
        }
    }

    /// What would be done after midnight is left out.
    private static func items(_ index: Int, _ report: SimulatedReport) -> [Item] {
        let fate = report.fate
        let acts: [(Step, Double?)] = [
            (.accepted, fate.accepted), (.resolved, fate.resolved), (.visited, fate.visited),
        ]
        return [Item(second: report.second, step: .reported, report: index)]
            + acts.compactMap { step, second in
                second.flatMap { $0 < 86_400 ? Item(second: $0, step: step, report: index) : nil }
            }
    }

    func instant(_ item: Item) -> Date { midnight.addingTimeInterval(item.second) }

    func id(_ item: Item) -> String {
        "\(prefix)\(item.report)" + (item.step == .reported ? "" : "-\(item.step.rawValue)")
    }

    /// The event, as the upstream system would send it at `time`.
    func event(_ item: Item, time: Date) -> CloudEvent {
        let report = reports[item.report]
        return CloudEvent(
            id: id(item), source: report.source, type: item.step.type, subject: prefix + "\(item.report)", time: time,
            data: item.step == .reported ? Self.data(report) : Self.data(item.step, report.fate))
    }

    private static func data(_ report: SimulatedReport) -> JSON {
        var reporter = JSONObject()
        reporter["officer"] = report.officer.map(JSON.int)
        reporter["phone"] = report.phone.map(JSON.string)
        return [
            "text": .string(report.text), "category": .string(report.category.rawValue),
            "severity": .string(report.severity.rawValue), "place": ["area": .string(report.area.digits)],
            "reporter": .object(reporter),
        ]
    }

    private static func data(_ step: Step, _ fate: SimulatedReport.Fate) -> JSON {
        if step == .visited { return ["score": .int(fate.score), "by": "resident"] }
        return ["actor": fate.officer.map { ["officer": .int($0)] } ?? .null]
    }
}

extension SimulatedStream.Step {
    /// The event's type.
    var type: String { self == .visited ? "visit.recorded" : "incident.\(rawValue)" }
}
