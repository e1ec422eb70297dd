/// A telephone number, or a sender's name, with its type and numbering plan. [SMPP 3.4, 5.2.5, 5.2.6]
package struct SMPPAddress: Sendable, Hashable {
    /// Type of number: 0 unknown, 1 international, 2 national, 5 alphanumeric.
    package let ton: UInt8
    /// Numbering plan: 0 unknown, 1 E.164.
    package let npi: UInt8
    package let number: String

    package init(ton: UInt8 = 0, npi: UInt8 = 0, _ number: String) {
        self.ton = ton
        self.npi = npi
        self.number = number
    }
}
