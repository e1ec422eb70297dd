import Foundation

/// What a system's coordinates are measured against: on maps made in China they are shifted by up to some hundred
/// metres, enough for the next village.
package enum Datum: String, Sendable, CaseIterable {
    /// GPS, and what the store keeps.
    case wgs84
    /// The state's shift, on nearly all maps sold in China.
    case gcj02
    /// Baidu's, on top of it.
    case bd09

    /// The same point by GPS, to within a centimetre of what the forward formulas say.
    package func wgs84(_ point: Coordinates) -> Coordinates {
        switch self {
        case .wgs84: point
        case .gcj02: Self.invert(point, Self.shifted)
        case .bd09: Self.invert(Self.invert(point, Self.shiftedByBaidu), Self.shifted)
        }
    }

    /// A point by GPS as this datum has it.
    package func point(_ wgs84: Coordinates) -> Coordinates {
        switch self {
        case .wgs84: wgs84
        case .gcj02: Self.shifted(wgs84)
        case .bd09: Self.shiftedByBaidu(Self.shifted(wgs84))
        }
    }

    /// Finds what a shift was applied to: the shift hardly changes over its own length, so that each round is some
    /// thousand times nearer.
    private static func invert(_ point: Coordinates, _ shift: (Coordinates) -> Coordinates) -> Coordinates {
        var found = point
        for _ in 0..<4 {
            let there = shift(found)
            found = Coordinates(
                unchecked: found.latitude + point.latitude - there.latitude,
                found.longitude + point.longitude - there.longitude)
        }
        return found
    }

    // The formulas and their numbers are public since 2010: see "Restrictions on geographic data in China" on
    // Wikipedia. They are applied within a rectangle around China; outside, maps are not shifted.

    private static func shifted(_ point: Coordinates) -> Coordinates {
        guard 0.8293...55.8271 ~= point.latitude, 72.004...137.8347 ~= point.longitude else { return point }
        let (north, east) = (point.latitude - 35, point.longitude - 105)
        let radians = point.latitude * .pi / 180
        // Krasovsky's ellipsoid of 1940: half axis in metres and eccentricity squared.
        let (axis, eccentricity) = (6_378_245.0, 0.006_693_421_622_965_943)
        let bend = 1 - eccentricity * sin(radians) * sin(radians)
        let metresNorth = Self.metresNorth(east, north)
        let metresEast = Self.metresEast(east, north)
        return Coordinates(
            unchecked: point.latitude
                + metresNorth * 180 / (axis * (1 - eccentricity) / (bend * bend.squareRoot()) * .pi),
            point.longitude + metresEast * 180 / (axis / bend.squareRoot() * cos(radians) * .pi))
    }

    private static func metresNorth(_ east: Double, _ north: Double) -> Double {
        let plain = -100 + 2 * east + 3 * north + 0.2 * north * north + 0.1 * east * north
        return plain + 0.2 * abs(east).squareRoot() + ripples(east)
            + waves(north, (20, 1), (40, 3)) + waves(north, (160, 12), (320, 30))
    }

    private static func metresEast(_ east: Double, _ north: Double) -> Double {
        let plain = 300 + east + 2 * north + 0.1 * east * east + 0.1 * east * north
        return plain + 0.1 * abs(east).squareRoot() + ripples(east)
            + waves(east, (20, 1), (40, 3)) + waves(east, (150, 12), (300, 30))
    }

    private static func ripples(_ east: Double) -> Double {
        (20 * sin(6 * east * .pi) + 20 * sin(2 * east * .pi)) * 2 / 3
    }

    private static func waves(_ degrees: Double, _ one: (Double, Double), _ other: (Double, Double)) -> Double {
        (one.0 * sin(degrees / one.1 * .pi) + other.0 * sin(degrees / other.1 * .pi)) * 2 / 3
    }

    private static func shiftedByBaidu(_ point: Coordinates) -> Coordinates {
        let (east, north, turn) = (point.longitude, point.latitude, Double.pi * 3000 / 180)
        let length = (east * east + north * north).squareRoot() + 0.00002 * sin(north * turn)
        let angle = atan2(north, east) + 0.000003 * cos(east * turn)
        return Coordinates(unchecked: length * sin(angle) + 0.006, length * cos(angle) + 0.0065)
    }
}
