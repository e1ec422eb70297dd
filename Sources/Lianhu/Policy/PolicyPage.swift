import Domain

/// An edition's times and ladders as a person reads them.
struct PolicyPage {
    private let policy: Policy

    init(_ policy: Policy) { self.policy = policy }

    /// Two tables: times by severity and category, and ladders.
    func print() {
        Swift.print(Terminal.bold(policy.edition))
        Swift.print("hours \(hours(policy.calendar.spans)), zone \(policy.calendar.zone.identifier), \(holidays)")
        for (code, spans) in policy.hours.sorted(by: { $0.key.digits < $1.key.digits }) {
            Swift.print("hours \(hours(spans)) in \(code.digits)")
        }
        Swift.print("quiet \(clock(policy.quietFrom))-\(clock(policy.quietUntil))\n")
        var table = Table(["", "accept", "handle", "resolve", "visit", "answers", "step", "ladder"])
        for severity in Severity.allCases.reversed() {
            table.add(cells: row(severity.rawValue, policy.limits(.other, severity)))
        }
        for (category, limits) in policy.exceptions.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for (severity, limits) in limits.sorted(by: { $0.key > $1.key }) {
                table.add(cells: row("\(category.rawValue), \(severity.rawValue)", limits))
            }
        }
        table.print()
        for (index, ladder) in ladders.enumerated() {
            Swift.print("\nladder \(index + 1): \(ladder.map(step).joined(separator: " → "))")
        }
    }

    private var ladders: [[LadderStep]] {
        let all = Severity.allCases.map { policy.limits(.other, $0) } + policy.exceptions.values.flatMap(\.values)
        return all.map(\.ladder).reduce(into: []) { known, ladder in
            if !known.contains(ladder) { known.append(ladder) }
        }
    }

    private var holidays: String {
        guard let years = policy.calendar.holidays.years?.sorted(), let first = years.first, let last = years.last
        else { return "no public holidays" }
        return "public holidays of \(first) to \(last)"
    }

    private func row(_ name: String, _ limits: PolicyLimits) -> [String] {
        let ladder = ladders.firstIndex(of: limits.ladder).map { "\($0 + 1)" } ?? ""
        return [
            name, text(limits.accept), limits.handle.map(text) ?? "", text(limits.resolve), text(limits.visit),
            limits.answers.map(text) ?? "", text(limits.step), ladder,
        ]
    }

    private func step(_ step: LadderStep) -> String {
        (step.rungs.map(\.rawValue) + (step.callsDepartment ? ["department"] : [])).joined(separator: " + ")
    }

    private func text(_ limit: PolicyLimit) -> String {
        switch limit.clock {
        case .wall: span(limit.amount)
        case .workingHours: "\(span(limit.amount)) working"
        case .workingDays: "\(number(limit.amount)) working days"
        }
    }

    private func span(_ seconds: Double) -> String {
        seconds < 7200 ? "\(number(seconds / 60)) min" : "\(number(seconds / 3600)) h"
    }

    private func number(_ number: Double) -> String {
        number == number.rounded() ? "\(Int(number))" : "\((number * 100).rounded() / 100)"
    }

    private func hours(_ spans: [Range<Int>]) -> String {
        spans.map { "\(clock($0.lowerBound))-\(clock($0.upperBound))" }.joined(separator: " ")
    }

    private func clock(_ minute: Int) -> String {
        let (hour, rest) = minute.quotientAndRemainder(dividingBy: 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
    }
}
