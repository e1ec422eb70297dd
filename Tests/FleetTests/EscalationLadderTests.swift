import Domain
import EscalationWorker
import Events
import Fleet
import Foundation
import Logging
import Postgres
import Store
import Testing

/// What the ladder does beside climbing: acknowledgements that expire, answers of the called, pauses, departments,
/// days that nobody knew.
@Suite(.serialized) struct EscalationLadderTests {
    @Test func anAcknowledgementExpires() async throws {
        try await EscalationTown.with { town in
            var incident = try town.incident(117)
            incident.stage = .accepted
            (incident.acceptedAt, incident.takenAt) = (town.start, town.start)
            let armed = try await Armed(town, incident)
            #expect(try await armed.told(after: 119).isEmpty)
            let told = try await armed.told(after: 121)
            let event = try EscalationToldEvent.parse(try #require(told.first))
            #expect(event.kind == .handle && event.rungName == "reminder" && event.told == [1])
            let notice = try NoticeRequestedEvent.parse(try #require(told.last))
            #expect(notice.text.contains("受理后无进展") && notice.stages == [.accepted])
            incident.stage = .handling
            #expect(try await armed.told(after: 150, as: incident).isEmpty, "he went to work")
        }
    }

    @Test func whoDidNotAnswerIsCountedAndTold() async throws {
        try await EscalationTown.with { town in
            try await town.pool.withConnection {
                try await $0.script(
                    """
                    INSERT INTO area (id, code, level, name) VALUES (7, '330604112221002007', 'unit', 'u');
                    INSERT INTO officer VALUES (9, 'leader', '13800001009');
                    INSERT INTO post (officer_id, area_id, role) VALUES (9, 7, 'unitLeader');
                    """)
            }
            var incident = try town.incident(117, stage: .handling)
            incident.area = try #require(AreaCode("330604112221002007"))
            (incident.acceptedAt, incident.takenAt) = (town.start, town.start)
            let armed = try await Armed(town, incident)
            try await town.called(to: incident.number, answered: 1, of: 3)
            let told = try await armed.told(after: 11)
            #expect(told.map(\.type) == ["incident.escalated", "notice.requested"])
            let notice = try NoticeRequestedEvent.parse(try #require(told.last))
            #expect(notice.text.contains("被呼叫3户中1户已答复、2户未答复,请逐户查看。"))
            #expect(notice.audience == Audience([.officers([9, 1])]) && notice.question == nil)
            #expect(try await armed.told(after: 12).isEmpty)
        }
    }

    @Test func nobodyIsToldWhenAllHaveAnswered() async throws {
        try await EscalationTown.with { town in
            var incident = try town.incident(117, stage: .handling)
            incident.area = try #require(AreaCode("330604112221002007"))
            let armed = try await Armed(town, incident)
            try await town.called(to: incident.number, answered: 3, of: 3)
            #expect(try await armed.told(after: 11).isEmpty)
            #expect(try await town.count("SELECT count(*) FROM timer_decision WHERE outcome = 'answered'") == 1)
        }
    }

    @Test func aPauseMovesTheDeadline() async throws {
        try await EscalationTown.with { town in
            var incident = try town.incident(117, stage: .handling)
            incident.takenAt = town.start
            let armed = try await Armed(town, incident)
            // Four hours to resolve; for an hour of them it waits for the gas company.
            incident.pauses = [town.start.addingTimeInterval(600)..<town.start.addingTimeInterval(4200)]
            #expect(try await armed.told(after: 241, as: incident).isEmpty)
            let told = try await armed.told(after: 301)
            #expect(try EscalationToldEvent.parse(try #require(told.first)).kind == .resolve)
            #expect(
                try await town.pool.load(IncidentStore.byNumber([incident.number], locked: false)).first?.pauses
                    == incident.pauses)
        }
    }

    @Test func aDepartmentIsCalledBesideAPost() async throws {
        try await EscalationTown.with { town in
            try await town.pool.withConnection {
                try await $0.script(
                    """
                    INSERT INTO department (name, title, phone) VALUES ('fire-brigade', 't', '13800001019');
                    INSERT INTO department_lead (department, category, area_code) VALUES ('fire-brigade', 'fire', '');
                    """)
            }
            var policy = Policy.standard
            policy.limits[.emergency]?.ladder = [
                LadderStep([.reminder]), LadderStep([.gridLeader, .village], callsDepartment: true),
            ]
            let armed = try await Armed(town, try town.incident(117), policy: policy)
            let first = try NoticeRequestedEvent.parse(try #require(try await armed.told(after: 6).last))
            #expect(first.audience == Audience([.officers([1])]))
            let second = try NoticeRequestedEvent.parse(try #require(try await armed.told(after: 11).last))
            #expect(second.audience == Audience([.officers([3, 4]), .departments(["fire-brigade"])]))
        }
    }

    /// In a year whose holidays are not known yet a deadline is provisional, and moves when they are.
    @Test func daysThatAreAnnouncedMoveDeadlines() async throws {
        try await EscalationTown.with { town in
            let calendar = WorkingCalendar()
            let start = calendar.instant(day: try #require(CivilDay("2026-12-31")).sinceEpoch, minute: 1040)
            let incident = try town.incident(117, severity: .normal, from: start)
            let armed = try await Armed(town, incident)
            #expect(try await town.count("SELECT count(*) FROM timer WHERE provisional") == 2)
            // New Year's Day would be a working Friday.
            let friday = try #require(CivilDay("2027-01-01")).sinceEpoch
            #expect(try await town.pool.load(TimerStore.nextDue()) == calendar.instant(day: friday, minute: 620))

            let days = "year 2027\n2027-01-01 off x\n2027-01-03 work x"
            _ = try await town.pool.query(PolicyStore.addHolidays(year: 2027, days, at: start, by: "wang"))
            let change = try await armed.policies.refresh(from: town.pool)
            #expect(change?.holidays == true && change?.edition == nil)
            #expect(try await armed.policies.refresh(from: town.pool) == nil)
            try await town.pool.load(TimerStore.lookAtProvisional(at: start))
            #expect(try await town.run(armed.work, at: start).isEmpty, "a look is no climb")
            #expect(try await town.pool.load(TimerStore.nextDue()) == calendar.instant(day: friday + 2, minute: 620))
            #expect(try await town.count("SELECT count(*) FROM timer WHERE provisional") == 0)
        }
    }

    /// The edition under which an incident was opened goes on; a wrong one changes nothing.
    @Test func anIncidentKeepsItsEdition() async throws {
        try await EscalationTown.with { town in
            let armed = try await Armed(town, try town.incident(117))
            let file = try String(contentsOf: PolicyFileTests.file, encoding: .utf8)
            let hasty = file.replacing("standard-1", with: "hasty")
                .replacing("accept: 5 minutes", with: "accept: 1 minutes")
            for (edition, body) in [("hasty", hasty), ("broken", "edition: broken\n")] {
                let row = PolicyStore.Edition(edition: edition, body: body, takenAt: town.start, takenBy: "wang")
                _ = try await town.pool.query(PolicyStore.add(row))
            }
            let change = try #require(try await armed.policies.refresh(from: town.pool))
            #expect(change.edition == "hasty" && change.refused.allSatisfy { $0.hasPrefix("edition broken") })
            #expect(!change.refused.isEmpty)
            #expect(try await armed.told(after: 2).isEmpty, "five minutes were promised")
            let next = try town.incident(118, edition: "hasty")
            let other = try await Armed(town, next, policies: armed.policies)
            #expect(try await other.told(after: 2).count == 2)
        }
    }

    /// What was asked for before somebody accepted is not sent afterwards.
    @Test func aNoticeThatWasOvertakenIsNotSent() async throws {
        try await NoticeWorld.run { world in
            let town = EscalationTown(pool: world.pool)
            var incident = try town.incident(117)
            _ = try await world.pool.query(IncidentStore.insert([incident]))
            let request = NoticeRequest(
                key: "k", purpose: "escalation", priority: .urgent,
                audience: Audience([.phones([try #require(PhoneNumber("13900000001"))])]), text: "t",
                incident: incident.number, stages: [.assigned])
            let event = NoticeRequestedEvent.event(
                request, source: "lianhu/escalation", id: "k", time: incident.openedAt)
            #expect(try NoticeRequestedEvent.parse(event) == request)
            _ = try await world.ask(request, at: town.start)
            #expect(try await world.states() == ["pending"])
            incident.stage = .accepted
            _ = try await world.pool.query(IncidentStore.update([incident]))
            try await world.round(at: town.start)
            #expect(try await world.states() == ["stopped"])
            #expect(try await world.taken().isEmpty)
        }
    }
}

/// An incident in a town, with its timers armed.
private struct Armed {
    let town: EscalationTown
    let incident: Incident
    let policies: PolicyBook
    let work: TimerWork

    init(
        _ town: EscalationTown, _ incident: Incident, policy: Policy = .standard, policies: PolicyBook? = nil
    ) async throws {
        (self.town, self.incident) = (town, incident)
        self.policies = policies ?? PolicyBook(policy)
        work = TimerWork(policies: self.policies, speed: 1, logger: Logger(label: "test"))
        _ = try await town.pool.query(IncidentStore.insert([incident]))
        _ = try await town.pool.query(IncidentStore.update([incident]))
        _ = try await tell(incident, at: incident.assignedAt)
    }

    /// What is told at a minute after the start; first the incident becomes another.
    func told(after minutes: Double, as changed: Incident? = nil) async throws -> [CloudEvent] {
        let now = town.start.addingTimeInterval(minutes * 60)
        if let changed {
            _ = try await town.pool.query(IncidentStore.update([changed]))
            _ = try await tell(changed, at: now)
        }
        return try await town.run(work, at: now)
    }

    private func tell(_ incident: Incident, at now: Date) async throws -> [Verdict] {
        let event = IncidentToldEvent.event(.changed, incident, time: now)
        return try await town.handle(EscalationHandler(policies: policies), [event], at: now).verdicts
    }
}

extension EscalationTown {
    /// Neighbours that were called by notices, some of whom have answered.
    fileprivate func called(to incident: String, answered: Int, of asked: Int) async throws {
        try await pool.withConnection {
            try await $0.script(
                """
                INSERT INTO notice (key, cause, purpose, priority, audience, text, requested_at)
                VALUES ('c', '\\x00', 'callHouseholds', 'emergency', '{}', 't', now());
                INSERT INTO delivery (notice_id, phone, priority, state, due_at, segments)
                SELECT n.id, '1390000000' || g, 0, 'submitted', now(), 1 FROM notice n, generate_series(1, \(asked)) g;
                INSERT INTO question (delivery_id, phone, kind, incident, letter, is_lettered, asked_at, until_at, answer)
                SELECT id, phone, 'coming', '\(incident)', 0, false, now(), now() + interval '7 days',
                    CASE WHEN row_number() OVER (ORDER BY id) <= \(answered) THEN '1' END
                FROM delivery;
                """)
        }
    }
}
