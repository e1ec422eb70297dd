extension ReferenceTerritory {
    /// Those of the grids first, then the villages, units, townships and districts; mediators and liaisons last.
    mutating func makeOfficers() {
        for code in posted() {
            let isAway = random.isOne(of: scale.away)
            hire("网格员", [.init(area: code, role: .gridOfficer)], absence: isAway ? reason() : nil)
        }
        let grids = Dictionary(grouping: codes(.grid)) { $0.at(.village) }
        let villages = codes(.village)
        for village in villages {
            // The village's secretary leads its grids. [R3]
            hire("网格长", (grids[village] ?? []).map { .init(area: $0, role: .gridLeader) })
            hire("村值班", [.init(area: village, role: .villageDuty)])
        }
        for unit in codes(.unit) { hire("联户长", [.init(area: unit, role: .unitLeader)]) }
        for township in codes(.township) { hire("中心值班", [.init(area: township, role: .centreDuty)]) }
        for district in codes(.district) { hire("区值班", [.init(area: district, role: .districtDuty)]) }
        for village in villages {
            hire("调解员", [.init(area: village, role: .mediator)])
            hire("协管员", [.init(area: village, role: .newcomerLiaison)])
        }
    }

    /// Grids that somebody is posted to: all but as many as the scale says, chosen by the seed.
    private mutating func posted() -> [AreaCode] {
        let grids = codes(.grid)
        guard scale.emptyGrids > 0 else { return grids }
        let empty = Set(grids.shuffled(using: &random).prefix(scale.emptyGrids))
        return grids.filter { !empty.contains($0) }
    }

    /// Secondment first: that is what the reports complain of. [R3]
    private mutating func reason() -> String {
        random.weighted([("secondment", 5), ("leave", 3), ("sickness", 2)]) ?? "leave"
    }

    private mutating func hire(_ name: String, _ posts: [Roster.Post], absence: String? = nil) {
        let id = Int64(officers.count + 1)
        officers.append(
            Officer(
                id: id, name: "\(name)\(id)", phone: "139" + Self.padded(Int(id), 8), posts: posts, absence: absence))
    }
}
