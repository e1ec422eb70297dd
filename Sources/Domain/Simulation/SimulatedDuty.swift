/// Who is at work in a made-up territory, so that its officers can act as they would: on what they have.
struct SimulatedDuty {
    private var officers: [AreaCode: Int64] = [:]
    private var leaders: [AreaCode: Int64] = [:]
    private var duties: [AreaCode: Int64] = [:]
    private var mediators: [AreaCode: Int64] = [:]
    private var neighbours: [AreaCode: [AreaCode]] = [:]

    init(_ territory: ReferenceTerritory) {
        for officer in territory.officers where officer.absence == nil {
            for post in officer.posts {
                switch post.role {
                case .gridOfficer: officers[post.area] = officers[post.area] ?? officer.id
                case .gridLeader: leaders[post.area] = leaders[post.area] ?? officer.id
                case .villageDuty: duties[post.area] = duties[post.area] ?? officer.id
                case .mediator: mediators[post.area] = mediators[post.area] ?? officer.id
                default: break
                }
            }
        }
        for (grid, other) in territory.neighbours { neighbours[grid, default: []].append(other) }
    }

    /// Who takes a report that somebody brings to an officer: the grid's own, else its leader.
    func taker(in area: AreaCode) -> Int64? {
        area.at(.grid).flatMap { officers[$0] ?? leaders[$0] }
    }

    /// Who may act on a matter: of an emergency the leader, whom it is told to at once; else whoever took it, or comes
    /// first by domain.md 1.3.
    func holder(of report: SimulatedReport, isWorking: Bool) -> Int64? {
        guard let grid = report.area.at(.grid) else { return nil }
        if report.severity == .emergency { return leaders[grid] }
        if let officer = report.officer { return officer }
        if !isWorking, let duty = report.area.at(.village).flatMap({ duties[$0] }) { return duty }
        let mediator = report.area.at(.village).flatMap { mediators[$0] }
        if report.category == .dispute, let mediator { return mediator }
        return officers[grid] ?? neighbours[grid]?.lazy.compactMap { officers[$0] }.first ?? leaders[grid]
    }
}
