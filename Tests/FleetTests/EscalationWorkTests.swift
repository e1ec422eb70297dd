import Domain
import EscalationWorker
import Events
import Fleet
import Foundation
import Logging
import Postgres
import Store
import Testing

/// Timers against a real database: armed by events, fired once, overtaken by acts.
@Suite(.serialized) struct EscalationWorkTests {
    private let work = TimerWork(policies: PolicyBook(.standard), speed: 1, logger: Logger(label: "test"))
    private let handler = EscalationHandler(policies: PolicyBook(.standard))

    @Test func anOpenedIncidentIsArmedAndClimbs() async throws {
        try await EscalationTown.with { town in
            let incident = try await open(town, 117)
            let again = try await town.handle(handler, [told(.changed, incident)], at: town.start)
            #expect(again.verdicts == [.done("unchanged")])
            #expect(try await town.pool.load(TimerStore.nextDue()) == town.start.addingTimeInterval(300))
            #expect(try await town.run(work, at: town.start.addingTimeInterval(299)).isEmpty)

            let first = try await town.run(work, at: town.start.addingTimeInterval(301))
            #expect(first.map(\.type) == ["incident.escalated", "notice.requested"])
            let event = try EscalationToldEvent.parse(try #require(first.first))
            #expect(event.number == incident.number && event.rungName == "reminder" && event.told == [1])
            #expect(
                first.map(\.id) == [
                    "20260302-117/accept/0/standard-1", "escalation/20260302-117/accept/0/standard-1/notice",
                ])
            let second = try await town.run(work, at: town.start.addingTimeInterval(601))
            #expect(try EscalationToldEvent.parse(try #require(second.first)).told == [2])
        }
    }

    @Test func downtimeIsClimbedInOneStep() async throws {
        try await EscalationTown.with { town in
            _ = try await open(town, 117)
            let told = try await town.run(work, at: town.start.addingTimeInterval(17 * 60))
            #expect(told.map(\.type) == ["incident.escalated", "notice.requested"])
            let notice = try NoticeRequestedEvent.parse(try #require(told.last))
            #expect(notice.audience == Audience([.officers([1, 2, 3])]))
            #expect(notice.text.contains("迟发12分钟"))
            #expect(try await town.count("SELECT count(*) FROM timer_decision") == 3)
            #expect(try await town.run(work, at: town.start.addingTimeInterval(17 * 60)).isEmpty)
        }
    }

    @Test func anActOvertakesTheTimer() async throws {
        try await EscalationTown.with { town in
            var incident = try await open(town, 117)
            incident.stage = .accepted
            incident.acceptedAt = town.start.addingTimeInterval(60)
            _ = try await town.pool.query(IncidentStore.update([incident]))
            #expect(try await town.run(work, at: town.start.addingTimeInterval(600)).isEmpty)
            #expect(try await town.count("SELECT count(*) FROM timer_decision") == 0)
            #expect(try await town.count("SELECT count(*) FROM timer WHERE kind = 'accept'") == 0)
            #expect(try await town.count("SELECT count(*) FROM timer WHERE kind = 'resolve'") == 1)
        }
    }

    @Test func aClosedIncidentHasNoTimers() async throws {
        try await EscalationTown.with { town in
            var incident = try await open(town, 117)
            incident.stage = .closed
            _ = try await town.pool.query(IncidentStore.update([incident]))
            let ruling = try await town.handle(handler, [told(.closed, incident)], at: town.start)
            #expect(ruling.verdicts == [.done("cancelled")])
            #expect(try await town.pool.load(TimerStore.nextDue()) == nil)
        }
    }

    @Test func concurrentRunnersFireEachTimerOnce() async throws {
        try await EscalationTown.with { town in
            let incidents = try (1...60).map { try town.incident($0, severity: $0 % 3 == 0 ? .emergency : .urgent) }
            _ = try await town.pool.query(IncidentStore.insert(incidents))
            _ = try await town.handle(handler, incidents.map { told(.opened, $0) }, at: town.start)
            // Half a day later both accept and resolve are missed, for all of them.
            let now = town.start.addingTimeInterval(12 * 3600)
            let events = try await withThrowingTaskGroup(of: [CloudEvent].self) { group in
                for _ in 0..<4 { group.addTask { try await town.run(work, at: now, limit: 7) } }
                // Events that reconcile the same incidents at the same time.
                group.addTask {
                    _ = try await town.handle(handler, incidents.map { told(.changed, $0) }, at: now)
                    return []
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            // What a runner passed over because another held it is taken in a last round.
            let all = try await events + town.run(work, at: now)
            #expect(Set(all.map(\.id)).count == all.count)
            #expect(all.count { $0.type == "incident.escalated" } == 120)
            // Each incident's officers, and desks with many in one text.
            let notices = all.filter { $0.type == "notice.requested" }
            #expect(notices.count { $0.data[key: "incident"] != nil } == 60)
            #expect(try await town.count("SELECT count(*) FROM outbox") == all.count)
            #expect(try await town.count("SELECT count(*) FROM timer") == 0)
        }
    }

    @Test func anEventBeforeItsIncidentWaits() async throws {
        try await EscalationTown.with { town in
            let event = told(.opened, try town.incident(9))
            let early = try await town.handle(handler, [event], at: town.start)
            #expect(
                early.verdicts == [
                    .postpone(until: town.start.addingTimeInterval(5), reason: "incidentNotThereYet")
                ])
            let late = try await town.handle(
                handler, [event], at: town.start.addingTimeInterval(90_000), since: town.start)
            guard case .reject(let rejection) = late.verdicts.first else {
                Issue.record("expected a rejection, got \(late.verdicts)")
                return
            }
            #expect(rejection.reason == .badData)
        }
    }

    private func open(_ town: EscalationTown, _ id: Int64) async throws -> Incident {
        let incident = try town.incident(id)
        _ = try await town.pool.query(IncidentStore.insert([incident]))
        let ruling = try await town.handle(handler, [told(.opened, incident)], at: town.start)
        #expect(ruling.verdicts == [.done("armed")])
        return incident
    }

    private func told(_ kind: IncidentToldEvent.Kind, _ incident: Incident) -> CloudEvent {
        IncidentToldEvent.event(kind, incident, time: incident.openedAt)
    }
}
