/// A node's height in the territory tree, from the whole to the ten households.
package enum AreaLevel: String, Sendable, CaseIterable, Comparable {
    case district, township, village, grid, unit

    /// Digits of a code of this level: the national division codes to the village, then three each for grid and unit.
    package var digits: Int {
        switch self {
        case .district: 6
        case .township: 9
        case .village: 12
        case .grid: 15
        case .unit: 18
        }
    }

    package static func < (left: AreaLevel, right: AreaLevel) -> Bool { left.digits < right.digits }
}
