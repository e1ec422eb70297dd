/// Who gets a new incident, by which rule, and who stands beside him.
package struct Assignment: Sendable, Equatable {
    package let responsible: Responsible
    package let rule: AssignmentRule
    /// Officers to be told, the responsible one first, each once.
    package let told: [Roster.Holder]

    /// Decides by domain.md 1.3, the first rule that finds somebody.
    /// - Parameters:
    ///   - reporter: the officer who took the report, if an officer did.
    ///   - place: the most exact area known.
    ///   - isWorking: whether officers are at work now.
    package static func decide(
        severity: Severity, reporter: Int64?, place: AreaCode, roster: Roster, isWorking: Bool
    ) -> Assignment {
        if severity == .emergency { return emergency(place: place, roster: roster, isWorking: isWorking) }
        if let reporter, let holder = roster.officer(reporter) { return Assignment(holder, .firstAsked) }
        if !isWorking, let duty = roster.present(.villageDuty, in: place.at(.village)).first {
            return Assignment(duty, .outOfHours)
        }
        return ladder(place: place, roster: roster).first ?? desk(of: place)
    }

    /// A and B jointly, the grid's leader at once; whoever is missing is replaced by the next above.
    private static func emergency(place: AreaCode, roster: Roster, isWorking: Bool) -> Assignment {
        let grid = place.at(.grid)
        let officers = roster.present(.gridOfficer, in: grid)
        let standIns = grid.map(roster.standIns(for:)) ?? []
        var told = Array(officers.prefix(1)) + Array(standIns.prefix(1)) + roster.present(.gridLeader, in: grid)
        if !isWorking || told.isEmpty { told += roster.present(.villageDuty, in: place.at(.village)) }
        if told.isEmpty { told += roster.present(.centreDuty, in: place.at(.township)) }
        let joint = !officers.isEmpty && !standIns.isEmpty
        guard let first = told.first else { return desk(of: place) }
        told += roster.present(.unitLeader, in: place.at(.unit))
        let rule = joint ? .emergencyJoint : ladder(place: place, roster: roster).first?.rule ?? .emergencyJoint
        return Assignment(responsible: .officer(first.officer), rule: rule, told: unique(told))
    }

    private static func ladder(place: AreaCode, roster: Roster) -> [Assignment] {
        let grid = place.at(.grid)
        let steps: [(AssignmentRule, Roster.Holder?)] = [
            (.gridOfficer, roster.present(.gridOfficer, in: grid).first),
            (.adjacentOfficer, grid.flatMap { roster.standIns(for: $0).first }),
            (.gridLeader, roster.present(.gridLeader, in: grid).first),
            (.villageDuty, roster.present(.villageDuty, in: place.at(.village)).first),
            (.centreDuty, roster.present(.centreDuty, in: place.at(.township)).first),
        ]
        return steps.compactMap { rule, holder in holder.map { Assignment($0, rule) } }
    }

    private static func desk(of place: AreaCode) -> Assignment {
        Assignment(responsible: .desk(place.at(.township) ?? place), rule: .nobody, told: [])
    }

    private static func unique(_ holders: [Roster.Holder]) -> [Roster.Holder] {
        var seen = Set<String>()
        return holders.filter { seen.insert($0.phone).inserted }
    }

    private init(responsible: Responsible, rule: AssignmentRule, told: [Roster.Holder]) {
        self.responsible = responsible
        self.rule = rule
        self.told = told
    }

    private init(_ holder: Roster.Holder, _ rule: AssignmentRule) {
        self.init(responsible: .officer(holder.officer), rule: rule, told: [holder])
    }
}
