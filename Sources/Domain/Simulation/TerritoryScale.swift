/// The size of a reference territory. [domain.md, Territory and scale]
package struct TerritoryScale: Sendable, Equatable {
    package let name: String
    package let villages: Int
    package let grids: Int
    package let units: Int
    package let households: Int
    /// Households that let rooms.
    package let rentals: Int

    /// R0: Lianhe village; 15 groups stand as units, about 62 households each.
    package static let village = TerritoryScale(
        name: "village", villages: 1, grids: 3, units: 15, households: 935, rentals: 620)
    /// R1: Nanyu township.
    package static let township = TerritoryScale(
        name: "township", villages: 8, grids: 18, units: 54, households: 1_600, rentals: 0)
    /// R4: Yihe town; 968 contact households stand for as many units.
    package static let town = TerritoryScale(
        name: "town", villages: 6, grids: 46, units: 968, households: 6_000, rentals: 300)
    /// R3: Guiyang; units of 20.
    package static let city = TerritoryScale(
        name: "city", villages: 1_499, grids: 7_870, units: 32_818, households: 656_000, rentals: 20_000)

    package static let all: [TerritoryScale] = [.village, .township, .town, .city]

    package init(name: String, villages: Int, grids: Int, units: Int, households: Int, rentals: Int) {
        self.name = name
        self.villages = villages
        self.grids = grids
        self.units = units
        self.households = households
        self.rentals = rentals
    }
}
