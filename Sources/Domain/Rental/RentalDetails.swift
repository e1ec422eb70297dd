/// What an application says of a house and its landlord.
package struct RentalDetails: Sendable, Equatable {
    package let area: AreaCode
    package let address: String
    package let landlordName: String
    package let landlordPhone: PhoneNumber
    /// People who may live there.
    package let occupancy: Int

    package init(area: AreaCode, address: String, landlordName: String, landlordPhone: PhoneNumber, occupancy: Int) {
        self.area = area
        self.address = address
        self.landlordName = landlordName
        self.landlordPhone = landlordPhone
        self.occupancy = occupancy
    }
}
