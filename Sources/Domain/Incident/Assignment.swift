/// Who gets an incident, by which rule, and who stands beside him.
package struct Assignment: Sendable, Equatable {
    package let responsible: Responsible
    package let rule: AssignmentRule
    /// Officers to be told, the responsible one first, each once.
    package let told: [Roster.Holder]
    /// Whose own hours it is not, where that is why another has it: `officer:1 works 1-5 08:00-12:00`; else empty.
    package let note: String

    /// Decides by domain.md 1.3, the first rule that finds somebody.
    /// - Parameters:
    ///   - reporter: the officer who took the report, if an officer did.
    ///   - roster: who holds which posts around `matter.place`.
    ///   - moment: whether officers are at work now, and who of them.
    package static func decide(
        _ matter: Matter, reporter: Int64? = nil, roster: Roster, at moment: DutyMoment
    ) -> Assignment {
        let ladder = AssignmentLadder(matter, roster, at: moment)
        if matter.level > 0 { return ladder.steps.first.map(above) ?? desk(of: matter.place) }
        if matter.severity == .emergency { return emergency(matter, ladder, moment.isWorking) }
        if let reporter, let holder = roster.officer(reporter), !matter.declined.contains(reporter) {
            return Assignment(holder, .firstAsked)
        }
        let duty = ladder.present(.villageDuty, at: .village).first
        if !moment.isWorking, let duty { return Assignment(duty, .outOfHours) }
        return ladder.steps.first.map { Assignment($0.holder, $0.rule, ladder.note(on: $0)) } ?? desk(of: matter.place)
    }

    /// The same where nobody has hours of his own.
    package static func decide(
        _ matter: Matter, reporter: Int64? = nil, roster: Roster, isWorking: Bool
    ) -> Assignment {
        decide(matter, reporter: reporter, roster: roster, at: DutyMoment(isWorking: isWorking))
    }

    /// What was filed at night, when the working day opens.
    package static func handOver(
        _ matter: Matter, roster: Roster, at moment: DutyMoment = DutyMoment(isWorking: true)
    ) -> Assignment? {
        let ladder = AssignmentLadder(matter, roster, at: moment)
        return ladder.steps.first.map { Assignment($0.holder, .handedOver, ladder.note(on: $0)) }
    }

    /// A and B jointly, the grid's leader at once; whoever is missing is replaced by the next above.
    private static func emergency(
        _ matter: Matter, _ ladder: AssignmentLadder, _ isWorking: Bool
    ) -> Assignment {
        let officers = ladder.present(.gridOfficer, at: .grid)
        let standIns = ladder.standIns
        var told = Array(officers.prefix(1)) + Array(standIns.prefix(1)) + ladder.present(.gridLeader, at: .grid)
        if !isWorking || told.isEmpty { told += ladder.present(.villageDuty, at: .village) }
        if told.isEmpty { told += ladder.present(.centreDuty, at: .township) }
        let joint = !officers.isEmpty && !standIns.isEmpty
        guard let first = told.first else { return desk(of: matter.place) }
        told += ladder.present(.unitLeader, at: .unit)
        let rule = joint ? .emergencyJoint : ladder.steps.first { $0.rule != .mediator }?.rule ?? .emergencyJoint
        return Assignment(responsible: .officer(first.officer), rule: rule, told: unique(told))
    }

    private static func above(_ step: AssignmentLadder.Step) -> Assignment { Assignment(step.holder, .oneLevelUp) }

    private static func desk(of place: AreaCode) -> Assignment {
        Assignment(responsible: .desk(place.at(.township) ?? place), rule: .nobody, told: [])
    }

    private static func unique(_ holders: [Roster.Holder]) -> [Roster.Holder] {
        var seen = Set<String>()
        return holders.filter { seen.insert($0.phone).inserted }
    }

    private init(responsible: Responsible, rule: AssignmentRule, told: [Roster.Holder], note: String = "") {
        self.responsible = responsible
        self.rule = rule
        self.told = told
        self.note = note
    }

    private init(_ holder: Roster.Holder, _ rule: AssignmentRule, _ note: String = "") {
        self.init(responsible: .officer(holder.officer), rule: rule, told: [holder], note: note)
    }
}
