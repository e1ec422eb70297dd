/// A territory made up from a scale: the same every time, with telephone numbers that nobody has.
package struct ReferenceTerritory: Sendable {
    /// A node of the tree; ids count up from 1 in the order of codes' levels.
    package struct Area: Sendable, Equatable {
        package let id: Int64
        package let code: AreaCode
        package let name: String
    }

    /// A household and the unit it belongs to.
    package struct Household: Sendable, Equatable {
        package let id: Int64
        package let unit: AreaCode
        package let address: String
        package let head: String
        package let phone: String
    }

    /// A person and his posts.
    package struct Officer: Sendable, Equatable {
        package let id: Int64
        package let name: String
        package let phone: String
        package let posts: [Roster.Post]
    }

    package private(set) var areas: [Area] = []
    package private(set) var households: [Household] = []
    package private(set) var officers: [Officer] = []
    /// Pairs of adjacent grids, each way.
    package private(set) var neighbours: [(AreaCode, AreaCode)] = []

    package let scale: TerritoryScale

    package init(_ scale: TerritoryScale) {
        self.scale = scale
        makeAreas()
        makeHouseholds()
        makeOfficers()
    }

    /// Codes of a level, in order.
    package func codes(_ level: AreaLevel) -> [AreaCode] { areas.map(\.code).filter { $0.level == level } }

    private mutating func add(_ digits: String, _ name: String) {
        guard let code = AreaCode(digits) else { return }
        areas.append(Area(id: Int64(areas.count + 1), code: code, name: name))
    }

    /// 999 villages a township, at most; more make more townships.
    private mutating func makeAreas() {
        add("330604", "示范区")
        let townships = (scale.villages + 899) / 900
        for township in 0..<townships { add(Self.code("330604", 112 + township), "示范镇\(township + 1)") }
        for village in 0..<scale.villages {
            let township = Self.code("330604", 112 + village / 900)
            add(Self.code(township, scale.villages == 1 ? 221 : 1 + village % 900), "联合村\(village + 1)")
        }
        for (grid, (village, number)) in Self.spread(scale.grids, over: codes(.village)).enumerated() {
            add(Self.code(village.digits, number), "第\(grid + 1)网格")
        }
        for (grid, number) in Self.spread(scale.units, over: codes(.grid)) {
            add(Self.code(grid.digits, number), "第\(number)联户")
        }
        let grids = codes(.grid)
        for (left, right) in zip(grids, grids.dropFirst()) where left.at(.village) == right.at(.village) {
            neighbours += [(left, right), (right, left)]
        }
    }

    private mutating func makeHouseholds() {
        for (index, (unit, number)) in Self.spread(scale.households, over: codes(.unit)).enumerated() {
            let id = Int64(index + 1)
            households.append(
                Household(
                    id: id, unit: unit, address: "\(unit.digits.suffix(6))-\(number)号", head: "户主\(id)",
                    phone: "138" + Self.padded(index + 1, 8)))
        }
    }

    private mutating func makeOfficers() {
        for code in codes(.grid) {
            hire("网格员", [.init(area: code, role: .gridOfficer)])
        }
        for village in codes(.village) {
            let grids = codes(.grid).filter { $0.at(.village) == village }
            // The village's secretary leads its grids. [R3]
            hire("网格长", grids.map { .init(area: $0, role: .gridLeader) })
            hire("村值班", [.init(area: village, role: .villageDuty)])
        }
        for unit in codes(.unit) { hire("联户长", [.init(area: unit, role: .unitLeader)]) }
        for township in codes(.township) { hire("中心值班", [.init(area: township, role: .centreDuty)]) }
        for district in codes(.district) { hire("区值班", [.init(area: district, role: .districtDuty)]) }
    }

    private mutating func hire(_ name: String, _ posts: [Roster.Post]) {
        let id = Int64(officers.count + 1)
        officers.append(Officer(id: id, name: "\(name)\(id)", phone: "139" + Self.padded(Int(id), 8), posts: posts))
    }

    /// Hands `count` things to the parents evenly, in order, numbering them from 1 within each.
    private static func spread(_ count: Int, over parents: [AreaCode]) -> [(AreaCode, Int)] {
        guard !parents.isEmpty else { return [] }
        return (0..<parents.count).flatMap { index -> [(AreaCode, Int)] in
            let share = count * (index + 1) / parents.count - count * index / parents.count
            return (0..<share).map { (parents[index], $0 + 1) }
        }
    }

    private static func code(_ parent: String, _ number: Int) -> String { parent + padded(number, 3) }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
