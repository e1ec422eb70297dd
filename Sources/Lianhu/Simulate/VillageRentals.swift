import Domain
import Foundation

/// The let houses of a territory: their last inspections lie so that a few fall due today and the others later.
struct VillageRentals {
    let territory: ReferenceTerritory
    let today: Date
    let calendar: WorkingCalendar

    var all: [Rental] {
        territory.households.prefix(territory.scale.rentals).enumerated().compactMap { index, household in
            rental(index, household)
        }
    }

    private func rental(_ index: Int, _ household: ReferenceTerritory.Household) -> Rental? {
        guard let phone = PhoneNumber(household.phone) else { return nil }
        let inspected = due(index).addingTimeInterval(-Double(RentalGrade.green.cycleDays) * 86_400)
        return Rental(
            code: "LH" + String(format: "%06d", index + 1),
            details: RentalDetails(
                area: household.unit, address: household.address, landlordName: household.head, landlordPhone: phone,
                occupancy: 6),
            stage: .registered, registeredAt: inspected.addingTimeInterval(-30 * 86_400), grade: .green,
            inspectedAt: inspected)
    }

    /// Today: one overdue, three due, two tomorrow, five in a week; the rest from nine days on.
    private func due(_ index: Int) -> Date {
        let day = calendar.local(today).day
        switch index {
        case 0: return calendar.instant(day: day - 3, minute: 11 * 60)
        case 1...3: return calendar.instant(day: day, minute: 10 * 60)
        case 4...5: return calendar.instant(day: day + 1, minute: 10 * 60 + 30)
        case 6...10: return calendar.instant(day: day + 7, minute: 10 * 60 + 15)
        default: return calendar.instant(day: day + 9 + index % 160, minute: 10 * 60)
        }
    }
}
