import Domain
import Foundation
import TestSupport
import Testing

/// A month of a town's matters, made from a seed, and what a slow and obvious model says of their ladders: tick after
/// tick of ten seconds, holidays looked up day by day, nobody's code but Foundation's calendar.
struct EscalationMonthModel {
    /// What happens to one matter, in ticks after the beginning of the month.
    struct Matter {
        let id: Int64
        let grid: Int
        let severity: Severity
        let opened: Int
        var accepted: [Int] = []
        var progressed: Int?
        var paused: Range<Int>?
        var resolved: Int?
        var visited: Int?
    }

    /// One rung as it should be decided.
    struct Decided: Hashable {
        let incident: Int64
        let kind: String
        let rung: Int
        let outcome: String
        let due: Int
    }

    static let grids = 46
    static let tick = 10.0
    /// Days of the month that is played, and of the table.
    static let days = 30
    /// Monday before National Day, with the days that make up for it.
    let start: Date
    let matters: [Matter]
    /// When officers are away, in ticks.
    let absences: [Int64: [Range<Int>]]
    /// Whether each tick is worked, and how many were before it.
    private let worked: [Bool]
    private let before: [Int]

    /// - Parameter severity: of all of them; nil mixes them.
    init(seed: UInt64, count: Int, severity: Severity? = nil) throws {
        var random = Seeded(seed)
        let calendar = WorkingCalendar()
        start = calendar.instant(day: try #require(CivilDay("2026-09-14")).sinceEpoch, minute: 0)
        worked = try Self.table(start)
        var sums = [0]
        for isWorked in worked { sums.append(sums[sums.count - 1] + (isWorked ? 1 : 0)) }
        before = sums
        var absences: [Int64: [Range<Int>]] = [:]
        for officer in Self.officers where random.oneIn(3) {
            let from = Int.random(in: 0..<Self.days * 8640, using: &random)
            absences[officer] = [from..<from + Int.random(in: 3000...80_000, using: &random)]
        }
        self.absences = absences
        var matters: [Matter] = []
        for id in 1...Int64(count) { matters.append(Self.matter(id, severity, &random)) }
        self.matters = matters
    }

    func date(_ tick: Int) -> Date { start.addingTimeInterval(Double(tick) * Self.tick) }

    // MARK: - Who is where

    /// Every fifth grid has nobody posted; a leader has three grids, a village eight.
    static func officer(of grid: Int) -> Int64? {
        (0..<grids).contains(grid) && grid % 5 != 4 ? Int64(100 + grid) : nil
    }
    static func leader(of grid: Int) -> Int64 { Int64(300 + grid / 3) }
    static func village(of grid: Int) -> Int { grid / 8 }
    static func duty(of grid: Int) -> Int64 { Int64(400 + village(of: grid)) }
    static let centre: Int64 = 500

    static var officers: [Int64] {
        let grid = (0..<grids).flatMap { [officer(of: $0), leader(of: $0), duty(of: $0)].compactMap(\.self) }
        return Set(grid + [centre]).sorted()
    }

    static func responsible(_ matter: Matter) -> Int64 { officer(of: matter.grid) ?? leader(of: matter.grid) }

    private func isHere(_ officer: Int64?, _ tick: Int) -> Bool {
        guard let officer else { return false }
        return !(absences[officer] ?? []).contains { $0.contains(tick) }
    }

    /// Whether anybody is on this rung; nobody has the district's desk.
    private func isManned(_ rung: Int, _ matter: Matter, _ tick: Int) -> Bool {
        switch rung {
        case 0: isHere(Self.responsible(matter), tick)
        case 1: [matter.grid - 1, matter.grid + 1].contains { isHere(Self.officer(of: $0), tick) }
        case 2: isHere(Self.leader(of: matter.grid), tick)
        case 3: isHere(Self.duty(of: matter.grid), tick)
        case 4: isHere(Self.centre, tick)
        default: false
        }
    }

    // MARK: - What should be decided

    /// All rungs that are due before the month ends.
    var decided: Set<Decided> { Set(matters.flatMap(decided)) }

    private func decided(_ matter: Matter) -> [Decided] {
        let minute = 6
        let isEmergency = matter.severity == .emergency
        let isUrgent = matter.severity == .urgent
        let step = { (tick: Int) -> Int in
            isEmergency ? tick + 5 * minute : isUrgent ? tick + 30 * minute : add(120 * minute, tick)
        }
        let done = matter.resolved ?? .max
        var all: [Decided] = []
        let accept = isEmergency ? matter.opened + 30 : isUrgent ? matter.opened + 180 : add(720, matter.opened)
        all += ladder("accept", matter, deadline: accept, until: min(matter.accepted.first ?? .max, done), step)
        if isEmergency {
            for (index, taken) in matter.accepted.enumerated() {
                let next = index + 1 < matter.accepted.count ? matter.accepted[index + 1] : .max
                let end = min(next, matter.progressed ?? .max, done)
                all += ladder(
                    "handle", matter, deadline: taken + 720, until: end, step,
                    moved: matter.paused.map { ($0.lowerBound, wall(720, taken, without: $0)) })
            }
        }
        let limit = { (pause: Range<Int>?) -> Int in
            guard !isEmergency, !isUrgent else {
                return wall((isEmergency ? 240 : 480) * minute, matter.opened, without: pause)
            }
            return add(24 * 60 * minute, matter.opened, without: pause)
        }
        all += ladder(
            "resolve", matter, deadline: limit(nil), until: done, step,
            moved: matter.paused.map { ($0.lowerBound, limit($0)) })
        guard let resolved = matter.resolved else { return all }
        let visit = { (tick: Int) -> Int in isEmergency ? tick + 1440 * minute : add(1440 * minute, tick) }
        var due = visit(resolved)
        for rung in 0...1 where due < min(matter.visited ?? .max, Self.days * 8640) {
            all.append(Decided(incident: matter.id, kind: "visit", rung: rung, outcome: "climbed", due: due))
            due = visit(due)
        }
        return all
    }

    /// Up from rung 0, one after the other; one without people is passed at once.
    /// - Parameter moved: from when on the deadline is another.
    private func ladder(
        _ kind: String, _ matter: Matter, deadline: Int, until end: Int, _ step: (Int) -> Int,
        moved: (from: Int, deadline: Int)? = nil
    ) -> [Decided] {
        func due(_ rung: Int, _ deadline: Int) -> Int { (0..<rung).reduce(deadline) { tick, _ in step(tick) } }
        var (all, rung) = ([Decided](), 0)
        while rung < 6 {
            var (now, deadline) = (due(rung, deadline), deadline)
            if let moved, now > moved.from { (now, deadline) = (due(rung, moved.deadline), moved.deadline) }
            if now >= min(end, Self.days * 8640) { break }
            let found = (rung..<6).first { isManned($0, matter, now) }
            for passed in rung...(found ?? 5) {
                let outcome = passed == found ? "climbed" : found == nil && passed == 5 ? "desk" : "empty"
                all.append(
                    Decided(incident: matter.id, kind: kind, rung: passed, outcome: outcome, due: due(passed, deadline))
                )
            }
            rung = (found ?? 5) + 1
        }
        return all
    }

    /// Whether nothing that happens lies within so many ticks of a deadline: then a worker that is late by less, as one
    /// on a fast clock is, decides just the same.
    func isClear(_ matter: Matter, by margin: Int) -> Bool {
        var endless = matter
        (endless.accepted, endless.progressed, endless.resolved, endless.visited) = ([], nil, nil, nil)
        var still = matter
        still.visited = nil
        let dues = (decided(matter) + decided(endless) + decided(still)).map(\.due)
        let acts: [Int?] =
            matter.accepted + [
                matter.progressed, matter.paused?.lowerBound, matter.paused?.upperBound, matter.resolved,
                matter.visited,
            ]
        let people = [
            Self.officer(of: matter.grid), Self.officer(of: matter.grid - 1), Self.officer(of: matter.grid + 1),
            Self.leader(of: matter.grid), Self.duty(of: matter.grid), Self.centre,
        ]
        let leaves = people.compactMap(\.self).flatMap { absences[$0] ?? [] }
        let moments = acts.compactMap(\.self) + leaves.flatMap { [$0.lowerBound, $0.upperBound] } + [Self.days * 8640]
        return dues.allSatisfy { due in moments.allSatisfy { abs($0 - due) > margin } }
    }

    // MARK: - Time

    private func wall(_ ticks: Int, _ start: Int, without pause: Range<Int>?) -> Int {
        guard let pause, pause.lowerBound < start + ticks else { return start + ticks }
        return start + ticks + pause.count
    }

    private func add(_ ticks: Int, _ start: Int, without pause: Range<Int>? = nil) -> Int {
        var (left, tick) = (ticks, start)
        if pause == nil {
            // The same as the loop, looked up.
            let wanted = before[start] + ticks
            var (low, high) = (start, worked.count)
            while low < high {
                let middle = (low + high) / 2
                if before[middle] >= wanted { high = middle } else { low = middle + 1 }
            }
            return low
        }
        while left > 0 {
            if worked[tick], pause?.contains(tick) != true { left -= 1 }
            tick += 1
        }
        return tick
    }

    private static func table(_ start: Date) throws -> [Bool] {
        var gregorian = Calendar(identifier: .gregorian)
        gregorian.timeZone = try #require(TimeZone(identifier: "Asia/Shanghai"))
        // National Day and Mid-autumn Festival 2026, as announced.
        let off = ["09-25", "09-26", "09-27"] + (1...7).map { "10-0\($0)" }
        let made = ["09-20", "10-10"]
        var table: [Bool] = []
        for minute in 0..<(days + 60) * 1440 {
            let instant = start.addingTimeInterval(Double(minute) * 60)
            let parts = gregorian.dateComponents([.month, .day, .weekday, .hour, .minute], from: instant)
            let day = String(format: "%02d-%02d", try #require(parts.month), try #require(parts.day))
            let isWeekend = [1, 7].contains(try #require(parts.weekday))
            let clock = try #require(parts.hour) * 100 + (try #require(parts.minute))
            let isOpen = (830..<1200).contains(clock) || (1330..<1730).contains(clock)
            let isWorked = isOpen && (made.contains(day) || !isWeekend && !off.contains(day))
            table += repeatElement(isWorked, count: 6)
        }
        return table
    }

    // MARK: - What people do

    /// Somebody answers in time, late, never, or twice; at ticks at which no deadline falls.
    private static func matter(_ id: Int64, _ only: Severity?, _ random: inout Seeded) -> Matter {
        let severity: Severity = only ?? (random.oneIn(20) ? .emergency : random.oneIn(4) ? .urgent : .normal)
        let opened = Int.random(in: 0..<days * 1440, using: &random) * 6
        var matter = Matter(
            id: id, grid: Int.random(in: 0..<grids, using: &random), severity: severity, opened: opened)
        let scale = severity == .emergency ? 1 : severity == .urgent ? 6 : 60
        func later(_ tick: Int, _ minutes: ClosedRange<Int>, _ offset: Int) -> Int {
            (tick / 6 + Int.random(in: minutes, using: &random) * scale) * 6 + offset
        }
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<6: matter.accepted = [later(opened, 1...4, 1)]
        case 6..<9: matter.accepted = [later(opened, 5...40, 1)]
        default: break
        }
        if let taken = matter.accepted.first, random.oneIn(5) { matter.accepted.append(later(taken, 3...50, 5)) }
        let taken = matter.accepted.last ?? opened
        if !random.oneIn(4), !matter.accepted.isEmpty { matter.progressed = later(taken, 2...200, 2) }
        let last = matter.progressed ?? taken
        if random.oneIn(10), !matter.accepted.isEmpty {
            let from = later(last, 1...3, 2) + 6
            matter.paused = from..<from + Int.random(in: 100...40_000, using: &random)
        }
        let free = matter.paused.map { $0.lowerBound + 6 } ?? last
        if !random.oneIn(6) { matter.resolved = later(free, 2...300, 3) }
        if let resolved = matter.resolved, !random.oneIn(3) {
            matter.visited = (resolved / 6 + Int.random(in: 60...6000, using: &random)) * 6 + 4
        }
        return matter
    }
}
