import Domain
import Foundation
import TestSupport
import Testing

/// Who gets an incident where officers have working hours of their own. Monday is 2 March 2026.
@Suite struct AssignmentHoursTests {
    private static let calendar = Policy.standard.calendar

    @Test(arguments: [
        ("1-5 08:00-12:00", 2, "10:00", 1, "gridOfficer"),
        // Lunch: the township does not work, whatever the officer's own hours are.
        ("1-5 08:00-12:00", 2, "12:00", 4, "outOfHours"),
        ("1-5 12:00-13:30", 2, "12:30", 4, "outOfHours"),
        // The afternoon is the township's and not his.
        ("1-5 08:00-12:00", 2, "13:30", 2, "adjacentOfficer"),
        ("2,4 18:00-21:00; 6 09:00-12:00", 2, "10:00", 2, "adjacentOfficer"),
        ("2,4 18:00-21:00; 6 09:00-12:00", 3, "19:00", 4, "outOfHours"),
        ("2,4 18:00-21:00; 6 09:00-12:00", 7, "10:00", 4, "outOfHours"),
        ("1 00:00-24:00", 2, "23:59", 4, "outOfHours"),
        ("1 00:00-24:00", 3, "00:00", 4, "outOfHours"),
        ("1 00:00-24:00", 3, "08:30", 2, "adjacentOfficer"),
    ])
    func whoeverIsNotAtWorkIsNotAsked(hours: String, day: Int, time: String, officer: Int64, rule: String) throws {
        let assignment = try decide([1: DutyHours(hours)], at: try moment(day, time))
        #expect(assignment.responsible == .officer(officer) && assignment.rule.rawValue == rule)
        #expect(assignment.note == (rule == "adjacentOfficer" ? "officer:1 works \(hours)" : ""))
    }

    @Test func fromOneToTheNextAsWithAbsence() throws {
        let none = try DutyHours("7 00:00-01:00")
        let morning = try moment(2, "10:00")
        let rules = try [[1, 2], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4, 5]].map { off in
            try decide(Dictionary(uniqueKeysWithValues: off.map { (Int64($0), none) }), at: morning).rule
        }
        #expect(rules == [.gridLeader, .villageDuty, .centreDuty, .nobody])
    }

    @Test func anEmergencyIgnoresHours() throws {
        let none = try DutyHours("7 00:00-01:00")
        let all = Dictionary(uniqueKeysWithValues: (1...6).map { (Int64($0), none) })
        for time in ["10:00", "12:30", "23:59"] {
            let told = try decide(all, severity: .emergency, at: try moment(2, time)).told.map(\.officer)
            #expect(told.starts(with: [1, 2, 3]))
        }
    }

    @Test func whoTookTheReportKeepsIt() throws {
        let none = try DutyHours("7 00:00-01:00")
        let matter = Matter(category: .service, severity: .normal, place: try EscalationFixture.grid())
        let assignment = Assignment.decide(
            matter, reporter: 1, roster: try roster([1: none]),
            at: DutyMoment(try moment(2, "10:00"), by: Self.calendar))
        #expect(assignment.responsible == .officer(1) && assignment.rule == .firstAsked)
    }

    @Test func inTheMorningItGoesToWhoeverIsThere() throws {
        let afternoons = try DutyHours("1-5 13:30-17:30")
        let matter = Matter(category: .service, severity: .normal, place: try EscalationFixture.grid())
        let opening = DutyMoment(try moment(3, "08:30"), by: Self.calendar)
        let assignment = try #require(Assignment.handOver(matter, roster: try roster([1: afternoons]), at: opening))
        #expect(assignment.responsible == .officer(2) && assignment.rule == .handedOver)
        #expect(assignment.note == "officer:1 works 1-5 13:30-17:30")
    }

    /// An evening with a make-up working Sunday behind it, in a zone of its own.
    @Test func byTheTerritorysOwnWall() throws {
        var calendar = Self.calendar
        calendar.zone = TerritoryZone(try #require(TimeZone(identifier: "Asia/Urumqi")))
        calendar.holidays.work = [calendar.local(try moment(8, "10:00")).day]
        let roster = try roster([1: DutyHours("1-5 08:00-18:00")])
        let matter = Matter(category: .service, severity: .normal, place: try EscalationFixture.grid())
        let sunday = DutyMoment(try moment(8, "12:00"), by: calendar)
        #expect(Assignment.decide(matter, roster: roster, at: sunday).rule == .adjacentOfficer, "not his day")
        // 11:00 in China is 09:00 there.
        let monday = DutyMoment(try moment(9, "11:00"), by: calendar)
        #expect(Assignment.decide(matter, roster: roster, at: monday).rule == .gridOfficer)
    }

    @Test func theLadderPassesWhoeverIsNotAtWork() throws {
        let roster = try roster([1: DutyHours("1-5 08:00-09:00"), 2: DutyHours("1-5 08:00-09:00")])
        for (severity, told) in [(Severity.urgent, [Int64(3)]), (.emergency, [1])] {
            let incident = try EscalationFixture.incident(severity: severity)
            let timer = try #require(
                EscalationDecision.timers(for: incident, policy: .standard, decided: []).first {
                    $0.key.kind == .accept
                })
            let climb = EscalationClimb(
                timer, of: incident,
                EscalationWorld(policy: .standard, roster: roster, now: timer.dueAt.addingTimeInterval(1)))
            #expect(climb.people.map(\.officer) == told, "\(severity)")
        }
    }

    /// Whatever hours anybody has, whenever it is.
    @Test(arguments: Seeded.seeds(2_000)) func exactlyOneHasItAndHoursOnlyMatterWhileTheTownshipWorks(
        seed: UInt64
    ) throws {
        var random = Seeded(seed)
        let now = EscalationFixture.start.addingTimeInterval(.random(in: 0...14 * 86_400, using: &random))
        let moment = DutyMoment(now, by: Self.calendar)
        let hours = try Self.hours(&random)
        let roster = try roster(hours)
        let matter = Matter(
            category: random.pick([.service, .dispute], or: .service),
            severity: random.pick(Severity.allCases, or: .normal), place: try EscalationFixture.grid(),
            level: random.oneIn(4) ? 1 : 0)
        let assignment = Assignment.decide(matter, roster: roster, at: moment)
        let without = Assignment.decide(matter, roster: try self.roster([:]), at: moment)
        guard moment.isWorking, matter.severity != .emergency else {
            #expect(assignment.responsible == without.responsible && assignment.rule == without.rule)
            #expect(assignment.told.map(\.officer) == without.told.map(\.officer))
            return
        }
        let (day, minute) = Self.calendar.local(now)
        func isThere(_ id: Int64) -> Bool {
            hours[id]?.cover(weekday: WorkingCalendar.weekday(of: day), minute: minute) ?? true
        }
        switch assignment.responsible {
        case .officer(let id): #expect(isThere(id))
        case .desk:
            let asked: ClosedRange<Int64> = matter.level > 0 ? 3...6 : 1...5
            #expect(assignment.rule == .nobody && !asked.contains(where: isThere))
        case .department: Issue.record("nobody asked a department")
        }
    }

    /// What was decided stays, whatever hours are imported later; and nothing is left to decide.
    @Test(arguments: Seeded.seeds(300)) func changedHoursChangeNoPast(seed: UInt64) throws {
        var random = Seeded(seed)
        var found = try IncidentFixture.opened()
        for step in 1...6 {
            let past = found.history
            let kind: IncidentEntry.Kind = random.pick(
                [.declined, .reported, .reopened, .amended, .accepted, .resolved], or: .declined)
            var entry = IncidentFixture.act(kind, Double(step) * 10, by: found.incident.responsible.description)
            entry.area = random.oneIn(2) ? try EscalationFixture.area("330604112221003") : nil
            let state = found.add(entry)
            _ = IncidentFixture.settling(try roster(Self.hours(&random)), at: Double(step) * 10)
                .settle(&found, saying: state)
            #expect(Array(found.history.prefix(past.count)) == past)
            #expect(IncidentState(folding: found.history).want == nil)
        }
    }

    private static func hours(_ random: inout Seeded) throws -> [Int64: DutyHours] {
        var hours: [Int64: DutyHours] = [:]
        for officer in Int64(1)...6 where random.oneIn(2) { hours[officer] = try DutyHoursTests.any(&random) }
        return hours
    }

    private func decide(
        _ hours: [Int64: DutyHours], severity: Severity = .normal, at instant: Date
    ) throws -> Assignment {
        Assignment.decide(
            Matter(category: .service, severity: severity, place: try EscalationFixture.grid()),
            roster: try roster(hours), at: DutyMoment(instant, by: Self.calendar))
    }

    private func roster(_ hours: [Int64: DutyHours]) throws -> Roster {
        try EscalationFixture.roster(hours: hours)
    }

    /// A day of March 2026 and a time of it, in China.
    private func moment(_ day: Int, _ time: String) throws -> Date {
        let parts = time.split(separator: ":").compactMap { Double($0) }
        try #require(parts.count == 2)
        return EscalationFixture.start.addingTimeInterval(
            Double(day - 2) * 86_400 + (parts[0] - 9) * 3600 + parts[1] * 60)
    }
}
