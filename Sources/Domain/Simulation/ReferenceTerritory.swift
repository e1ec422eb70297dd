/// A territory made up from a scale: the same every time for the same seed, with telephone numbers that nobody has.
package struct ReferenceTerritory: Sendable {
    /// A node of the tree; ids count up from 1 in the order of codes' levels.
    package struct Area: Sendable, Equatable {
        package let id: Int64
        package let code: AreaCode
        package let name: String
        /// A grid where nobody lives.
        package let isDedicated: Bool
    }

    /// A household and the unit it belongs to.
    package struct Household: Sendable, Equatable {
        package let id: Int64
        package let unit: AreaCode
        package let address: String
        package let head: String
        package let phone: String
        package let isNewcomer: Bool
    }

    /// A person and his posts.
    package struct Officer: Sendable, Equatable {
        package let id: Int64
        package let name: String
        package let phone: String
        package let posts: [Roster.Post]
        /// Why he is away; nil for somebody who is there.
        package let absence: String?
    }

    package private(set) var areas: [Area] = []
    package private(set) var households: [Household] = []
    package internal(set) var officers: [Officer] = []
    /// Pairs of adjacent grids, each way.
    package private(set) var neighbours: [(AreaCode, AreaCode)] = []

    package let scale: TerritoryScale
    var random: SimulationRandom

    package init(_ scale: TerritoryScale, seed: UInt64 = 1) {
        self.scale = scale
        random = SimulationRandom(seed: seed)
        makeAreas()
        makeHouseholds()
        makeOfficers()
    }

    /// Codes of a level, in order.
    package func codes(_ level: AreaLevel) -> [AreaCode] { areas.lazy.map(\.code).filter { $0.level == level } }

    private mutating func add(_ digits: String, _ name: String, dedicated: Bool = false) {
        guard let code = AreaCode(digits) else { return }
        areas.append(Area(id: Int64(areas.count + 1), code: code, name: name, isDedicated: dedicated))
    }

    private mutating func makeAreas() {
        for district in 0..<scale.districts {
            add("\(330604 + district)", scale.districts == 1 ? "示范区" : "示范区\(district + 1)")
        }
        for (index, (district, number)) in Self.spread(scale.townships, over: codes(.district)).enumerated() {
            add(Self.code(district.digits, 111 + number), "示范镇\(index + 1)")
        }
        for (index, (township, number)) in Self.spread(scale.villages, over: codes(.township)).enumerated() {
            add(Self.code(township.digits, scale.villages == 1 ? 221 : number), "联合村\(index + 1)")
        }
        makeGrids()
        let lived = areas.filter { $0.code.level == .grid && !$0.isDedicated }.map(\.code)
        for (grid, number) in Self.spread(scale.units, over: lived) {
            add(Self.code(grid.digits, number), "第\(number)联户")
        }
        let grids = codes(.grid)
        for (left, right) in zip(grids, grids.dropFirst()) where left.at(.village) == right.at(.village) {
            neighbours += [(left, right), (right, left)]
        }
    }

    private mutating func makeGrids() {
        let kinds = ["商场", "学校", "医院", "公园", "市场"]
        var left = scale.dedicatedGrids
        for (index, (village, number)) in Self.spread(scale.grids, over: codes(.village)).enumerated() {
            // Evenly among the others, and never a village's first.
            let isDedicated =
                left > 0 && number > 1 && index * scale.dedicatedGrids / scale.grids > scale.dedicatedGrids - left - 1
            if isDedicated { left -= 1 }
            let name = isDedicated ? "\(kinds[left % kinds.count])网格\(index + 1)" : "第\(index + 1)网格"
            add(Self.code(village.digits, number), name, dedicated: isDedicated)
        }
    }

    private mutating func makeHouseholds() {
        for (index, (unit, number)) in Self.spread(scale.households, over: codes(.unit)).enumerated() {
            let id = Int64(index + 1)
            households.append(
                Household(
                    id: id, unit: unit, address: "\(unit.digits.suffix(6))-\(number)号", head: "户主\(id)",
                    phone: "138" + Self.padded(index + 1, 8), isNewcomer: random.isOne(of: scale.newcomers)))
        }
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

    static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
