/// Those who could have a matter, the nearest first. [domain.md 1.3]
struct AssignmentLadder {
    /// Somebody, and the rule by which he would have it.
    struct Step {
        let rule: AssignmentRule
        let holder: Roster.Holder
    }

    private let matter: Matter
    private let roster: Roster
    private let moment: DutyMoment

    init(_ matter: Matter, _ roster: Roster, at moment: DutyMoment) {
        self.matter = matter
        self.roster = roster
        self.moment = moment
    }

    /// Who is there and has not given it back.
    func present(_ role: PostRole, at level: AreaLevel) -> [Roster.Holder] {
        asked(roster.present(role, in: matter.place.at(level)))
    }

    /// The officers of adjacent grids.
    var standIns: [Roster.Holder] { asked(matter.place.at(.grid).map(roster.standIns(for:)) ?? []) }

    /// From the grid's officer up; from the level that a reopened matter has reached.
    var steps: [Step] {
        let all: [(level: Int, rule: AssignmentRule, holder: Roster.Holder?)] = [
            (0, .mediator, mediator),
            (0, .gridOfficer, present(.gridOfficer, at: .grid).first),
            (0, .adjacentOfficer, standIns.first),
            (1, .gridLeader, present(.gridLeader, at: .grid).first),
            (2, .villageDuty, present(.villageDuty, at: .village).first),
            (3, .centreDuty, present(.centreDuty, at: .township).first),
            (4, .districtDuty, matter.level > 0 ? present(.districtDuty, at: .district).first : nil),
        ]
        return all.filter { $0.level >= min(matter.level, 4) }.compactMap { step in
            step.holder.map { Step(rule: step.rule, holder: $0) }
        }
    }

    /// A dispute's: the village's, else the township's.
    private var mediator: Roster.Holder? {
        guard matter.category == .dispute else { return nil }
        return present(.mediator, at: .village).first ?? present(.mediator, at: .township).first
    }

    /// Who has not given it back and is at work.
    private func asked(_ holders: [Roster.Holder]) -> [Roster.Holder] {
        holders.filter { !matter.declined.contains($0.officer) && $0.isAsked(about: matter.severity, at: moment) }
    }

    /// Why somebody else than the grid's own officer has it, where that is because of hours; else empty.
    func note(on step: Step) -> String {
        guard matter.level == 0, step.rule != .gridOfficer, step.rule != .mediator else { return "" }
        let officers = roster.present(.gridOfficer, in: matter.place.at(.grid))
        let off = officers.filter { !$0.isAsked(about: matter.severity, at: moment) }
        return off.compactMap { officer in
            officer.hours.map { "officer:\(officer.officer) works \($0)" }
        }.joined(separator: ", ")
    }
}
