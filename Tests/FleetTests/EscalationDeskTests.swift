import Domain
import EscalationWorker
import Events
import Fleet
import Foundation
import Logging
import NoticeWorker
import Postgres
import Store
import Synchronization
import Testing

/// Desks are told at most once a minute; what the calendar asks for; the check from outside.
@Suite(.serialized) struct EscalationDeskTests {
    private let policies = PolicyBook(.standard)
    private let logger = Logger(label: "test")
    private var timers: TimerWork { TimerWork(policies: policies, speed: 1, logger: logger) }
    private var desks: DeskWork { DeskWork(policies: policies) }

    @Test func aStormIsOneTextForADesk() async throws {
        try await EscalationTown.with { town in
            var incidents = try (1...20).map { try town.incident($0, severity: .urgent) }
            incidents[6].reports = 9
            incidents[3].category = .gas
            try await open(incidents, town)
            // Accepting was missed two hours ago: reminder to village are passed in one step.
            let told = try await town.run(timers, at: town.start.addingTimeInterval(7_260))
            let notices = try notices(told)
            let toDesk = notices.filter { $0.audience.add.contains { reaches($0, 4) } }
            #expect(toDesk.count == 1)
            let text = try #require(toDesk.first?.text)
            #expect(text.hasPrefix("【联户】20件事件升级到您处。消防19件:20260302-7(上报9次)、20260302-1"))
            #expect(text.contains("燃气1件") || text.contains("等。请逐件处理。"))
            #expect(TextSegments(text).count <= 4)
            #expect(notices.count == 21, "officers are still told of each, for each is theirs to answer")
            #expect(try await town.run(desks, at: town.start.addingTimeInterval(8_000)).isEmpty)
        }
    }

    @Test func aDeskThatWasJustToldWaitsAMinute() async throws {
        try await EscalationTown.with { town in
            let incidents = try (1...3).map { id in
                var incident = try town.incident(Int64(id), severity: .urgent)
                incident.askedAt = town.start.addingTimeInterval(Double(id) * 10)
                return incident
            }
            try await open(incidents, town)
            // Reminder, neighbour, leader: then the village, half an hour later each.
            let village = 1800.0 * 4
            for step in 1...3 {
                _ = try await town.run(timers, at: town.start.addingTimeInterval(1800 * Double(step) + 40))
            }
            let first = try notices(await town.run(timers, at: town.start.addingTimeInterval(village + 11)))
            #expect(first.map(\.audience) == [Audience([.officers([4])])], "the first at once")
            #expect(try await told(town, timers, village + 21).isEmpty, "the second not yet")
            #expect(try await told(town, timers, village + 31).isEmpty)
            #expect(try await town.count("SELECT count(*) FROM escalation_call") == 2)
            // Somebody accepts one of the two in the meantime.
            var accepted = incidents[1]
            accepted.stage = .accepted
            _ = try await town.pool.query(IncidentStore.update([accepted]))
            #expect(try await told(town, desks, village + 80).isEmpty)
            let later = try await told(town, desks, village + 82)
            #expect(later.map(\.incident) == ["20260302-3"] && later.map(\.question) == [.act])
            #expect(try await town.count("SELECT count(*) FROM escalation_call") == 0)
            #expect(try await told(town, desks, village + 200).isEmpty)
        }
    }

    @Test func severalReplicasTellADeskOnce() async throws {
        try await EscalationTown.with { town in
            let incidents = try (1...60).map { try town.incident($0, severity: .urgent) }
            try await open(incidents, town)
            let now = town.start.addingTimeInterval(7_260)
            let all = try await withThrowingTaskGroup(of: [CloudEvent].self) { group in
                for _ in 0..<4 { group.addTask { try await town.run(timers, at: now, limit: 7) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            let rest = try await town.run(timers, at: now)
            let later = try await town.run(desks, at: now.addingTimeInterval(61))
            let toDesk = try notices(all + rest + later).filter { $0.audience.add.contains { reaches($0, 4) } }
            // A batch at once, and everything else together a minute later.
            #expect(toDesk.count == 2)
            #expect(try await town.count("SELECT count(*) FROM escalation_call") == 0)
        }
    }

    @Test func theCalendarsRoutinesAreToldOnce() async throws {
        try await EscalationTown.with { town in
            let work = RoutineWork(policies: policies, logger: logger)
            let calendar = WorkingCalendar()
            // Sunday evening before a Monday that is the month's first working day.
            let sunday = calendar.instant(day: try #require(CivilDay("2026-03-01")).sinceEpoch, minute: 1200)
            for _ in 1...2 { try await work.schedule(in: town.pool, at: sunday) }
            #expect(try await town.count("SELECT count(*) FROM routine") == Routine.allCases.count)
            try await open([town.incident(1, severity: .urgent)], town)
            let morning = sunday.addingTimeInterval(12 * 3600)
            let digest = try await told(town, work, at: morning.addingTimeInterval(1))
            #expect(digest.map(\.key) == ["routine/morningDigest/330604112/2026-03-02"])
            #expect(digest.first?.text == "【联户】3月2日早报:新增1件(办结0件),现未办结1件,其中升级过0件。消防1件。")
            #expect(try await told(town, work, at: morning.addingTimeInterval(2)).isEmpty)
            // The fleet stands until noon: opening, analysis and meeting are told late, once each.
            let noon = try await told(town, work, at: morning.addingTimeInterval(4 * 3600))
            #expect(
                noon.map { $0.key.split(separator: "/")[1] } == ["dayOpening", "monthlyMeeting", "weeklyAnalysis"])
            // And for three days: nobody needs the openings of those days any more.
            let thursday = try await told(town, work, at: morning.addingTimeInterval(3 * 86_400 + 600))
            #expect(thursday.map { $0.key.split(separator: "/")[1] } == ["morningDigest"])
        }
    }

    @Test func whatStandsStillIsToldByAnotherWay() async throws {
        try await EscalationTown.with { town in
            let now = town.start.addingTimeInterval(3600)
            let clock = try await FleetClock.anchored(
                by: town.pool, setting: ClockSetting(start: now, speed: 1))
            let audit = EscalationAudit(
                pool: town.pool, clock: clock, policies: policies,
                settings: try FleetSettings.load(arguments: [], environment: [:]).audit, logger: logger)
            var suspects: Set<Int64> = []
            #expect(try await audit.check(&suspects)?.isClean == true)
            try await open([town.incident(1)], town)
            // Armed by nobody: at the second look it is no accident of the moment.
            _ = try await town.pool.query(IncidentStore.insert([try town.incident(2)]))
            let first = try #require(try await audit.check(&suspects))
            #expect(first.unfired == 1 && first.untimed.isEmpty && first.oldest == town.start.addingTimeInterval(300))
            let second = try #require(try await audit.check(&suspects))
            #expect(second.untimed == ["20260302-2"])
            let rows = try await town.pool.query("SELECT routing_key, body FROM outbox").rows
            #expect(rows.count == 1, "one text an hour")
            #expect(try rows.first?.decode(0, as: String.self).hasPrefix("urgent.notice.requested") == true)
            _ = try await town.run(timers, at: now)
            _ = try await town.handle(
                EscalationHandler(policies: policies), [told(.changed, try town.incident(2))], at: now)
            #expect(try await town.run(timers, at: now).count > 0)
            #expect(try await audit.check(&suspects)?.isClean == true)
        }
    }

    @Test func aWatchdogHearsOfGoodChecksOnly() async throws {
        try await EscalationTown.with { town in
            let beats = Counter()
            let server = try HealthServer(
                host: "127.0.0.1", port: 0, health: Health(expecting: []), metrics: MetricsRegistry(),
                routes: [
                    HTTPRouteHandler("GET /beat") { _ in
                        beats.add()
                        return WebResponse(.ok)
                    }
                ])
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await server.run() }
                let beat = "http://127.0.0.1:\(try await server.port())/beat"
                let settings = try FleetSettings.load(
                    arguments: [], environment: ["LIANHU_AUDIT_HEARTBEAT": beat])
                let clock = try await FleetClock.anchored(
                    by: town.pool, setting: ClockSetting(start: town.start.addingTimeInterval(3600), speed: 1))
                let audit = EscalationAudit(
                    pool: town.pool, clock: clock, policies: policies, settings: settings.audit, logger: logger)
                await audit.tell(EscalationAudit.Finding())
                #expect(beats.count == 1)
                await audit.tell(EscalationAudit.Finding(unfired: 1))
                #expect(beats.count == 1)
            }
        }
    }

    /// Counts from any thread.
    private final class Counter: Sendable {
        private let value = Mutex(0)
        var count: Int { value.withLock { $0 } }
        func add() { value.withLock { $0 += 1 } }
    }

    // MARK: -

    private func open(_ incidents: [Incident], _ town: EscalationTown) async throws {
        _ = try await town.pool.query(IncidentStore.insert(incidents))
        _ = try await town.pool.query(IncidentStore.update(incidents))
        _ = try await town.handle(
            EscalationHandler(policies: policies), incidents.map { told(.opened, $0) }, at: town.start)
    }

    private func told(_ kind: IncidentToldEvent.Kind, _ incident: Incident) -> CloudEvent {
        IncidentToldEvent.event(kind, incident, time: incident.openedAt)
    }

    private func told(_ town: EscalationTown, _ work: some DueWork, _ seconds: Double) async throws -> [NoticeRequest] {
        try await told(town, work, at: town.start.addingTimeInterval(seconds))
    }

    private func told(_ town: EscalationTown, _ work: some DueWork, at now: Date) async throws -> [NoticeRequest] {
        try notices(await town.run(work, at: now))
    }

    private func notices(_ events: [CloudEvent]) throws -> [NoticeRequest] {
        try events.filter { $0.type == NoticeRequestedEvent.type }.map { try NoticeRequestedEvent.parse($0) }
    }

    private func reaches(_ term: AudienceTerm, _ officer: Int64) -> Bool {
        if case .officers(let ids) = term { ids.contains(officer) } else { false }
    }
}
