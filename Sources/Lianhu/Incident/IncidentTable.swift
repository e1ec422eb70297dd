import Domain
import Foundation
import Store

/// Incidents as a table that fits the terminal: the day stands in the number, what is ordinary is left out, and where
/// it is stands only where there is room.
struct IncidentTable {
    /// Columns from which there is room for the place.
    static let roomy = 110

    let lines: [IncidentLine]
    let times: LocalTimes
    let now: Date

    func print() {
        let isRoomy = (Terminal.width ?? .max) >= Self.roomy
        var table = Table(
            ["number", "at", "matter", "due", "stage", "who has it"] + (isRoomy ? ["where", "reports"] : []) + ["text"],
            numbers: isRoomy ? [7] : [], alarms: [3])
        for line in lines {
            let place = isRoomy ? [Self.place(line), "\(line.reports)"] : []
            table.add(
                cells: [
                    line.number, times.minute(line.openedAt), Self.matter(line, isRoomy), due(line), stage(line),
                    who(line),
                ]
                    + place + [line.text.maskingNumbers],
                isAlarming: isLate(line))
        }
        table.print()
    }

    /// `fire, emergency`, or `消防, emergency` where room is short; what is normal is not said.
    private static func matter(_ line: IncidentLine, _ isRoomy: Bool) -> String {
        let short = isRoomy ? nil : Domain.Category(rawValue: line.category)?.chineseName
        let category = short ?? line.category
        return line.severity == Severity.normal.rawValue ? category : "\(category), \(line.severity)"
    }

    /// `25 min`, `late 2 h`; `missed` where all rungs are climbed and nobody else will be told.
    func due(_ line: IncidentLine) -> String {
        guard let deadline = line.deadline else { return isLate(line) ? "missed" : "" }
        return (isLate(line) ? "late " : "") + LocalTimes.span(abs(deadline.timeIntervalSince(now)), parts: 1)
    }

    private func isLate(_ line: IncidentLine) -> Bool {
        line.deadline.map { $0 <= now } ?? (line.closedAt == nil && line.rung > 0)
    }

    private func stage(_ line: IncidentLine) -> String { line.stage + (line.rung > 0 ? " ↑\(line.rung)" : "") }

    private func who(_ line: IncidentLine) -> String { line.name ?? line.responsible }

    private static func place(_ line: IncidentLine) -> String {
        line.place.isEmpty ? line.area : "\(line.area) \(line.place)"
    }
}
