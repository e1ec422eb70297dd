package import Foundation

/// An area as a table that people keep has it.
package struct Area: Sendable, Equatable {
    package let code: AreaCode
    package let name: String
    /// A mall, a school, a market: a grid where nobody lives. [R3]
    package let isDedicated: Bool
    /// Grids whose officers stand in here. [R4, A/B roles]
    package let neighbours: [AreaCode]
    /// Nil: the table says nothing of its beginning.
    package let validFrom: Date?
    /// From then on there is no such area; nil until further notice.
    package let validTo: Date?
    /// The areas of the same level that have its place and people from ``validTo`` on.
    package let successors: [AreaCode]
    /// A point in its middle, by GPS, where that is known: reports with coordinates are placed by the nearest one.
    package let coordinates: Coordinates?

    package init(
        code: AreaCode, name: String, isDedicated: Bool = false, neighbours: [AreaCode] = [], validFrom: Date? = nil,
        validTo: Date? = nil, successors: [AreaCode] = [], coordinates: Coordinates? = nil
    ) {
        self.code = code
        self.name = name
        self.isDedicated = isDedicated
        self.neighbours = neighbours
        self.validFrom = validFrom
        self.validTo = validTo
        self.successors = successors
        self.coordinates = coordinates
    }
}
