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

    /// The level whose codes have so many digits.
    init?(digits: Int) {
        switch digits {
        case 6: self = .district
        case 9: self = .township
        case 12: self = .village
        case 15: self = .grid
        case 18: self = .unit
        default: return nil
        }
    }

    package static func < (left: AreaLevel, right: AreaLevel) -> Bool { left.digits < right.digits }
}
