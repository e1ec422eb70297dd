/// A household and where it lives now, as a table that people keep has it.
package struct Household: Sendable, Equatable {
    package let id: Int64
    /// A unit, or a grid for those that belong to none.
    package let area: AreaCode
    package let address: String
    package let head: String
    package let phone: PhoneNumber?
    package let isNewcomer: Bool

    package init(
        id: Int64, area: AreaCode, address: String, head: String, phone: PhoneNumber? = nil, isNewcomer: Bool = false
    ) {
        self.id = id
        self.area = area
        self.address = address
        self.head = head
        self.phone = phone
        self.isNewcomer = isNewcomer
    }
}
