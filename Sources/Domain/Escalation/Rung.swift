/// One step of the escalation ladder: who is told when the step before was not enough. [domain.md 3]
package enum Rung: String, Sendable, CaseIterable, Comparable {
    case reminder, adjacentOfficer, gridLeader, village, townshipCentre, district

    /// Where the escalations of many grids arrive.
    var isDesk: Bool { self >= .village }

    private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    package static func < (left: Rung, right: Rung) -> Bool { left.order < right.order }

    /// The people of this rung for an incident at `place`, whose officer is `responsible`; nobody who is away.
    package func people(place: AreaCode, responsible: Responsible, roster: Roster) -> [Roster.Holder] {
        switch self {
        case .reminder:
            if case .officer(let id) = responsible {
                roster.officer(id).map { [$0] }?.filter { !$0.away } ?? []
            } else {
                []
            }
        case .adjacentOfficer: place.at(.grid).map(roster.standIns(for:)) ?? []
        case .gridLeader: roster.present(.gridLeader, in: place.at(.grid))
        case .village: roster.present(.villageDuty, in: place.at(.village))
        case .townshipCentre: roster.present(.centreDuty, in: place.at(.township))
        case .district: roster.present(.districtDuty, in: place.at(.district))
        }
    }
}
