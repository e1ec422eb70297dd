package import Foundation

/// What a table of areas makes of those that there are: which lines mean a known area and which a new one, what ends,
/// and what cannot be. Grids are redrawn and villages merged: codes are names that may be used again, and an area that
/// has ended keeps its id. [domain.md, Vocabulary]
package struct AreaReform: Sendable {
    private struct Period {
        let from: Date
        var to: Date

        func overlaps(_ other: Period) -> Bool { from < other.to && other.from < to }
        func holds(_ time: Date) -> Bool { from <= time && time < to }
        /// Whether it is there in the other's last moment.
        func lasts(as long: Period) -> Bool { from < long.to && long.to <= to }
    }

    private var known: [AreaCode: [KnownArea]] = [:]
    /// With the table's ends and new areas.
    private var periods: [AreaCode: [Period]] = [:]
    private var below: [AreaCode: Set<AreaCode>] = [:]
    private let now: Date

    /// - Parameter table: in any order; lines that cannot be are passed over.
    package init(_ known: [KnownArea], _ table: [Area], at now: Date) {
        self.now = now
        for area in known.sorted(by: { $0.from < $1.from }) { self.known[area.code, default: []].append(area) }
        periods = self.known.mapValues { $0.map { Period(from: $0.from, to: $0.to) } }
        let changes = self.changes(table)
        // Ends first: a code can be used again from the day on which its old area ends.
        for change in changes where change.isEnding { end(change) }
        for change in changes where change.known == nil {
            periods[change.area.code, default: []].append(Self.period(change.area))
        }
        for code in periods.keys { if let above = code.above { below[above, default: []].insert(code) } }
    }

    /// What the lines do, but for those that cannot be.
    package func changes(_ table: [Area]) -> [AreaChange] {
        table.compactMap { area in
            guard case .success(let known) = meaning(of: area) else { return nil }
            return AreaChange(known: known, area: area)
        }
    }

    /// Why a line cannot be; nil for a good one.
    package func problem(of area: Area) -> AreaProblem? {
        do throws(AreaProblem) {
            let known = try meaning(of: area).get()
            if let known { try checkEnd(area, known) }
            let from = area.validFrom ?? known?.from ?? .distantPast
            let period = Period(from: from, to: area.validTo ?? known?.to ?? .distantFuture)
            if known == nil { try checkRoom(area, period) }
            try checkAbove(area, period, isNew: known == nil)
            try checkNeighbours(area, period)
            if let end = area.validTo {
                try checkSuccessors(area, end)
                try checkBelow(area, end)
            }
            return nil
        } catch {
            return error
        }
    }

    // MARK: - Which area a line means

    /// The same beginning, the same end, or the one that is there at the time meant; nil for a new one.
    private func meaning(of area: Area) -> Result<KnownArea?, AreaProblem> {
        guard let all = known[area.code], let last = all.last else { return .success(nil) }
        if let from = area.validFrom { return .success(all.first { $0.from == from }) }
        if let end = area.validTo {
            if let same = all.first(where: { $0.to == end }) ?? all.first(where: { $0.from < end && end < $0.to }) {
                return .success(same)
            }
            return .failure(AreaProblem(.validTo, last.to < end ? Self.otherEnd : "it begins later than that"))
        }
        if let current = all.first(where: { now < $0.to }) { return .success(current) }
        return .failure(
            AreaProblem(.code, "this area has ended: leave it out, or say from when a new one has its code"))
    }

    private static func period(_ area: Area) -> Period {
        Period(from: area.validFrom ?? .distantPast, to: area.validTo ?? .distantFuture)
    }

    private mutating func end(_ change: AreaChange) {
        guard let known = change.known, let end = change.area.validTo else { return }
        periods[known.code] = (periods[known.code] ?? []).map { period in
            period.from == known.from ? Period(from: period.from, to: end) : period
        }
    }

    // MARK: - What is checked

    private static let otherEnd = "it has another end already, and an end is not changed"

    /// An end that was told is acted upon: people have moved.
    private func checkEnd(_ area: Area, _ known: KnownArea) throws(AreaProblem) {
        guard let end = area.validTo else { return }
        if known.to != .distantFuture, known.to != end {
            throw AreaProblem(.validTo, Self.otherEnd)
        }
        if known.to == end, !known.successors.isEmpty, !area.successors.isEmpty,
            Set(known.successors) != Set(area.successors)
        {
            let names = known.successors.map(\.digits).joined(separator: ";")
            throw AreaProblem(.successors, "they are \(names) already, and are not changed")
        }
    }

    private func checkRoom(_ area: Area, _ period: Period) throws(AreaProblem) {
        guard let all = periods[area.code], all.count(where: period.overlaps) > 1 else { return }
        throw AreaProblem(
            .validFrom, "another area has this code at that time: end it with validTo, or leave validFrom empty")
    }

    private func checkAbove(_ area: Area, _ period: Period, isNew: Bool) throws(AreaProblem) {
        guard let above = area.code.above else { return }
        guard let all = periods[above] else { throw AreaProblem(.code, "there is no \(above.level.rawValue) \(above)") }
        if isNew, !all.contains(where: { $0.holds(period.from) }) {
            throw AreaProblem(.validFrom, "the \(above.level.rawValue) \(above) is not there at that time")
        }
        guard all.contains(where: { $0.lasts(as: period) }) else {
            throw AreaProblem(.code, "the \(above.level.rawValue) \(above) is not there as long as this: end it too")
        }
    }

    private func checkBelow(_ area: Area, _ end: Date) throws(AreaProblem) {
        if let here = periods[area.code], here.contains(where: { $0.holds(end) }) { return }
        for code in (below[area.code] ?? []).sorted() {
            guard let left = periods[code]?.first(where: { $0.from < end && end < $0.to }) else { continue }
            let state = left.to == .distantFuture ? "does not end" : "ends later"
            throw AreaProblem(
                .validTo, "the \(code.level.rawValue) \(code) below it \(state): end it in this table too")
        }
    }

    private func checkNeighbours(_ area: Area, _ period: Period) throws(AreaProblem) {
        for code in area.neighbours where !(periods[code] ?? []).contains(where: period.overlaps) {
            throw AreaProblem(.neighbours, "there is no grid \(code)")
        }
    }

    private func checkSuccessors(_ area: Area, _ end: Date) throws(AreaProblem) {
        for code in area.successors where !(periods[code] ?? []).contains(where: { $0.holds(end) }) {
            throw AreaProblem(.successors, "there is no \(code.level.rawValue) \(code) from that day on")
        }
    }
}
