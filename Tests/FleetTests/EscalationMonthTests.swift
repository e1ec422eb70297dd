import Domain
import EscalationWorker
import Events
import Fleet
import Foundation
import Logging
import Postgres
import Store
import TestSupport
import Testing

/// A month of the town through the store on a virtual clock: the same rungs as the model's, each once.
@Suite struct EscalationMonthTests {
    private let policies = PolicyBook(.standard)

    @Test func aMonthClimbsAsTheModelSays() async throws {
        // 2,500 are the town's month; fewer say the same sooner.
        let count = ProcessInfo.processInfo.environment["LIANHU_MONTH_MATTERS"].flatMap { Int($0) } ?? 800
        let model = try EscalationMonthModel(seed: 20_260_914, count: count)
        let began = ContinuousClock.now
        try await EscalationTown.with { town in
            try await town.pool.withConnection { try await $0.script(territory(model)) }
            try await play(model, in: town)
            let decided = try await decided(in: town, model)
            let wanted = model.decided
            let (missing, extra) = (wanted.subtracting(decided), decided.subtracting(wanted))
            #expect(missing.isEmpty, "\(sample(missing))")
            #expect(extra.isEmpty, "\(sample(extra))")
            print("a month of \(model.matters.count) matters: \(decided.count) rungs in \(ContinuousClock.now - began)")
            // Nothing is left that should have fired, and what is told is told once.
            let end = model.date(EscalationMonthModel.days * 8640)
            #expect(try await town.pool.load(TimerStore.nextDue()).map { $0 >= end } != false)
            #expect(
                try await town.count("SELECT count(*) FROM outbox")
                    == town.count("SELECT count(DISTINCT event_id) FROM outbox"))
        }
    }

    /// The same through a live worker, on a clock so many times as fast as `LIANHU_MONTH_LIVE` says: 7200 plays the month
    /// in six minutes. Matters to which something happens within an hour of a deadline are left out, for a worker is
    /// late by half of that on such a clock.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["LIANHU_MONTH_LIVE"] != nil))
    func aLiveWorkerClimbsAsTheModelSays() async throws {
        let word = ProcessInfo.processInfo.environment["LIANHU_MONTH_LIVE"] ?? ""
        let speed = try #require(Double(word))
        let whole = try EscalationMonthModel(seed: 7, count: 2500, severity: .normal)
        let clear = whole.matters.filter { whole.isClear($0, by: 360) }
        try await FleetTown.run { fleet in
            let town = EscalationTown(pool: fleet.pool)
            try await town.pool.withConnection { try await $0.script(territory(whole)) }
            let start = RFC3339.text(whole.start)
            _ = try await fleet.startReady("lianhu-escalation", ["LIANHU_CLOCK": "\(start)*\(Int(speed))"])
            let clock = try await FleetClock.anchored(
                by: fleet.pool, setting: ClockSetting(start: whole.start, speed: speed))
            try await playLive(clear, whole, by: clock, in: fleet, town)
            let ids = Set(clear.map(\.id))
            let wanted = whole.decided.filter { ids.contains($0.incident) }
            let decided = try await decided(in: town, whole).filter { $0.due < EscalationMonthModel.days * 8640 }
            let (missing, extra) = (wanted.subtracting(decided), decided.subtracting(wanted))
            #expect(missing.isEmpty, "\(sample(missing))")
            #expect(extra.isEmpty, "\(sample(extra))")
            print("a live month of \(clear.count) matters: \(decided.count) rungs, \(Int(speed)) times as fast")
        }
    }

    /// What happens is written when the fleet's clock has come to it, and told by the broker.
    private func playLive(
        _ matters: [EscalationMonthModel.Matter], _ model: EscalationMonthModel, by clock: FleetClock,
        in fleet: FleetTown, _ town: EscalationTown
    ) async throws {
        let end = EscalationMonthModel.days * 8640
        var steps = matters.flatMap(steps).filter { $0.at < end }.sorted { $0.at < $1.at }[...]
        var cases: [Int64: IncidentCase] = [:]
        while true {
            let next = model.date(steps.first?.at ?? end + 360)
            try await fleet.until("the fleet's clock shows \(next)", within: .seconds(600)) { clock.now() >= next }
            guard !steps.isEmpty else { return }
            let instant = clock.now()
            let now = Int(instant.timeIntervalSince(model.start) / EscalationMonthModel.tick)
            let batch = steps.prefix { $0.at <= now }
            steps = steps.dropFirst(batch.count)
            let changed = try await write(Array(batch), &cases, model, town)
            try await fleet.publish(changed.map { IncidentToldEvent.event(.changed, $0, time: instant) })
        }
    }

    private func sample(_ decided: Set<EscalationMonthModel.Decided>) -> String {
        "\(decided.count): \(decided.sorted { ($0.incident, $0.due) < ($1.incident, $1.due) }.prefix(5))"
    }

    private func decided(
        in town: EscalationTown, _ model: EscalationMonthModel
    ) async throws -> Set<EscalationMonthModel.Decided> {
        let rows = try await town.pool.query("SELECT incident_id, kind, rung, outcome, due_at FROM timer_decision").rows
        return Set(
            try rows.map { row in
                let due = try row.decode(4, as: Date.self).timeIntervalSince(model.start)
                return .init(
                    incident: try row.decode(0), kind: try row.decode(1), rung: Int(try row.decode(2, as: Int16.self)),
                    outcome: try row.decode(3), due: Int((due / EscalationMonthModel.tick).rounded()))
            })
    }

    // MARK: - Playing

    private struct Step {
        let at: Int
        let matter: EscalationMonthModel.Matter
        let act: IncidentEntry.Kind
    }

    /// Acts in their order, a minute of them at a time: no deadline is shorter. What is due before goes first.
    private func play(_ model: EscalationMonthModel, in town: EscalationTown) async throws {
        let work = TimerWork(policies: policies, speed: 1, logger: Logger(label: "test"))
        let handler = EscalationHandler(policies: policies)
        let end = EscalationMonthModel.days * 8640
        var steps = model.matters.flatMap(steps).filter { $0.at < end }.sorted { $0.at < $1.at }[...]
        var cases: [Int64: IncidentCase] = [:]
        while true {
            let next = try await town.pool.load(TimerStore.nextDue())
            let due = next.flatMap { $0 < model.date(end) ? $0 : nil }
            if let first = steps.first, due.map({ model.date(first.at) < $0 }) ?? true {
                let last =
                    due.map { Int(($0.timeIntervalSince(model.start) / EscalationMonthModel.tick).rounded()) } ?? end
                let batch = steps.prefix { $0.at < min(first.at + 6, last) }
                steps = steps.dropFirst(batch.count)
                try await apply(Array(batch), &cases, model, town, handler)
            } else if let due {
                for event in try await town.run(work, at: due, isAlone: true) {
                    try await close(event, &cases, town, at: due)
                }
            } else {
                return
            }
        }
    }

    private func steps(_ matter: EscalationMonthModel.Matter) -> [Step] {
        var all = [Step(at: matter.opened, matter: matter, act: .reported)]
        all += matter.accepted.map { Step(at: $0, matter: matter, act: .accepted) }
        all += matter.progressed.map { [Step(at: $0, matter: matter, act: .progressed)] } ?? []
        all += matter.paused.map { [Step(at: $0.lowerBound, matter: matter, act: .paused)] } ?? []
        all += matter.resolved.map { [Step(at: $0, matter: matter, act: .resolved)] } ?? []
        return all + (matter.visited.map { [Step(at: $0, matter: matter, act: .visited)] } ?? [])
    }

    private func apply(
        _ steps: [Step], _ cases: inout [Int64: IncidentCase], _ model: EscalationMonthModel, _ town: EscalationTown,
        _ handler: EscalationHandler
    ) async throws {
        let all = try await write(steps, &cases, model, town)
        let now = model.date(steps.last?.at ?? 0)
        _ = try await town.handle(
            handler, all.map { IncidentToldEvent.event(.changed, $0, time: now) }, at: now)
    }

    /// Folds what happens and writes the incidents; returns them.
    private func write(
        _ steps: [Step], _ cases: inout [Int64: IncidentCase], _ model: EscalationMonthModel, _ town: EscalationTown
    ) async throws -> [Incident] {
        var (opened, changed): ([Int64], Set<Int64>) = ([], [])
        for step in steps {
            let at = model.date(step.at)
            if step.act == .reported {
                cases[step.matter.id] = try open(step.matter, at: at)
                opened.append(step.matter.id)
            } else if cases[step.matter.id]?.incident.stage.isEnd == false {
                let entry = act(step, at: at, model)
                let state = cases[step.matter.id]?.add(entry)
                cases[step.matter.id]?.incident.sequence += 1
                #expect(state?.refused(entry) == nil, "\(step.act) of \(step.matter.id)")
                changed.insert(step.matter.id)
            }
        }
        let all = changed.union(opened).sorted().compactMap { cases[$0]?.incident }
        let new = opened.compactMap { cases[$0]?.incident }
        if !new.isEmpty { _ = try await town.pool.query(IncidentStore.insert(new)) }
        if !all.isEmpty { _ = try await town.pool.query(IncidentStore.update(all)) }
        return all
    }

    /// The last step of a return visit that nobody answered closes the matter, as intake does.
    private func close(
        _ event: CloudEvent, _ cases: inout [Int64: IncidentCase], _ town: EscalationTown, at now: Date
    ) async throws {
        guard event.type == EscalationToldEvent.type, let told = try? EscalationToldEvent.parse(event),
            told.kind == .visit, told.rung == EscalationTimer.closingRung,
            let id = told.number.split(separator: "-").last.flatMap({ Int64($0) }), var found = cases[id]
        else { return }
        _ = found.add(found.decision(.closed, "closed", now: now))
        cases[id] = found
        _ = try await town.pool.query(IncidentStore.update([found.incident]))
    }

    private func open(_ matter: EscalationMonthModel.Matter, at: Date) throws -> IncidentCase {
        let officer = EscalationMonthModel.responsible(matter)
        let area = try #require(AreaCode(code(matter.grid)))
        let incident = Incident(
            id: matter.id, number: "20260914-\(matter.id)", area: area, place: "", text: "", edition: "standard-1",
            openedAt: at, category: .service, severity: matter.severity, stage: .reported,
            responsible: .officer(officer), rule: .gridOfficer, rung: 0, reports: 1, sequence: 1, assignedAt: at,
            acceptedAt: nil, resolvedAt: nil, closedAt: nil)
        var found = IncidentCase(incident: incident, history: [])
        var report = IncidentEntry(source: "hotline", eventID: "\(matter.id)", at: at, kind: .reported, actor: "")
        (report.category, report.severity, report.area) = (.service, matter.severity, area)
        _ = found.add(report)
        var assigned = IncidentEntry(
            source: IncidentEntry.fleet, eventID: "\(matter.id)/assigned", at: at, kind: .assigned, actor: "")
        (assigned.responsible, assigned.rule, assigned.told) = (.officer(officer), .gridOfficer, [officer])
        assigned.severity = matter.severity
        _ = found.add(assigned)
        return found
    }

    private func act(_ step: Step, at: Date, _ model: EscalationMonthModel) -> IncidentEntry {
        let isGranted = step.act == .paused
        let actor = isGranted ? "desk:330604112" : "officer:\(EscalationMonthModel.responsible(step.matter))"
        var entry = IncidentEntry(
            source: "grid-app", eventID: "\(step.matter.id)/\(step.act)/\(step.at)", at: at, kind: step.act,
            actor: step.act == .visited ? "" : actor)
        if step.act == .visited { entry.score = 5 }
        if let pause = step.matter.paused, isGranted { entry.until = model.date(pause.upperBound) }
        return entry
    }

    // MARK: - The town

    private func code(_ grid: Int) -> String {
        "330604112" + String(format: "%03d", 300 + EscalationMonthModel.village(of: grid))
            + String(format: "%03d", grid + 1)
    }

    /// 46 grids in a row, each next to two others.
    private func territory(_ model: EscalationMonthModel) -> String {
        typealias Month = EscalationMonthModel
        let officers = Month.officers.map { "(\($0), 'o\($0)', '139\(10_000_000 + $0)')" }
        let villages = Set((0..<Month.grids).map(Month.village)).sorted().map {
            "(\(100 + $0), '330604112\(300 + $0)', 'village', 'v\($0)')"
        }
        let grids = (0..<Month.grids).map { "(\(1000 + $0), '\(code($0))', 'grid', 'g\($0)')" }
        let neighbours = (1..<Month.grids).flatMap { ["(\(999 + $0), \(1000 + $0))", "(\(1000 + $0), \(999 + $0))"] }
        var posts = ["(\(Month.centre), 2, 'centreDuty')"]
        for grid in 0..<Month.grids {
            if let officer = Month.officer(of: grid) { posts.append("(\(officer), \(1000 + grid), 'gridOfficer')") }
            posts.append("(\(Month.leader(of: grid)), \(1000 + grid), 'gridLeader')")
        }
        posts += Set((0..<Month.grids).map { "(\(Month.duty(of: $0)), \(100 + Month.village(of: $0)), 'villageDuty')" })
            .sorted()
        let away = model.absences.flatMap { officer, spans in
            spans.map { span in
                let (since, until) = (model.date(span.lowerBound), model.date(span.upperBound))
                return "(\(officer), '\(RFC3339.text(since))', '\(RFC3339.text(until))', 'leave')"
            }
        }
        return """
            DELETE FROM post WHERE role = 'districtDuty' OR role = 'centreDuty';
            INSERT INTO area (id, code, level, name) VALUES \((villages + grids).joined(separator: ", "));
            INSERT INTO area_neighbour VALUES \(neighbours.joined(separator: ", "));
            INSERT INTO officer (id, name, phone) VALUES \(officers.joined(separator: ", "));
            INSERT INTO post (officer_id, area_id, role) VALUES \(posts.joined(separator: ", "));
            INSERT INTO absence (officer_id, since, until, reason) VALUES \(away.joined(separator: ", "));
            """
    }
}
