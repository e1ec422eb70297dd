/// The size of a reference territory. [domain.md, Territory and scale]
package struct TerritoryScale: Sendable, Equatable {
    package let name: String
    package var districts = 1
    package var townships = 1
    package let villages: Int
    package let grids: Int
    /// Of those, where nobody lives: malls, schools, hospitals, parks. [R3; the share is own]
    package var dedicatedGrids = 0
    /// Grids that nobody is posted to. [R3]
    package var emptyGrids = 0
    package let units: Int
    package let households: Int
    /// Of a thousand households, those of newcomers.
    package var newcomers = 0
    /// Households that let rooms.
    package let rentals: Int
    /// Of a thousand officers of grids, those away at a time: seconded, sick, on leave. [R3; the share is own]
    package var away = 0
    /// Reports a day.
    package let reports: Int

    /// R0: Lianhe village; 15 groups stand as units, about 62 households each. Its day is a script, and so are its
    /// officers: nobody is away but whom the script names.
    package static let village = TerritoryScale(
        name: "village", villages: 1, grids: 3, units: 15, households: 935, rentals: 620, reports: 12)
    /// R1: Nanyu township.
    package static let township = TerritoryScale(
        name: "township", villages: 8, grids: 18, emptyGrids: 2, units: 54, households: 1_600, newcomers: 60,
        rentals: 0, away: 60, reports: 20)
    /// R4: Yihe town: 968 contact households stand for as many units; 43 officers for 46 grids; 17,763 events in seven
    /// months.
    package static let town = TerritoryScale(
        name: "town", villages: 6, grids: 46, dedicatedGrids: 4, emptyGrids: 3, units: 968, households: 6_000,
        newcomers: 120, rentals: 300, away: 60, reports: 84)
    /// R3: Guiyang; units of 20; 1,499 leaders of grids and 5,784 officers for 7,870 grids, so that more than a quarter
    /// is empty. Yihe's rate for 6 million people. How many districts and townships is own.
    package static let city = TerritoryScale(
        name: "city", districts: 10, townships: 170, villages: 1_499, grids: 7_870, dedicatedGrids: 787,
        emptyGrids: 2_086, units: 32_818, households: 656_000, newcomers: 250, rentals: 20_000, away: 60,
        reports: 28_000)

    package static let all: [TerritoryScale] = [.village, .township, .town, .city]
}
