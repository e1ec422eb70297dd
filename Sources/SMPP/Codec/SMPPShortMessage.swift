/// A `submit_sm` or `deliver_sm`. [SMPP 3.4, 4.4.1, 4.6.1]
package struct SMPPShortMessage: Sendable, Equatable {
    package var serviceType = ""
    package var source: SMPPAddress
    package var destination: SMPPAddress
    /// 0x04 marks a receipt, 0x20 one on the way, 0x40 a header before the text. [5.2.12]
    package var esmClass: UInt8 = 0
    package var protocolID: UInt8 = 0
    package var priority: UInt8 = 0
    package var scheduled = ""
    package var validity = ""
    /// 1 asks for a receipt of the final outcome. [5.2.17]
    package var registeredDelivery: UInt8 = 0
    package var replaceIfPresent: UInt8 = 0
    /// 0 the carrier's default alphabet, 8 UCS-2. [5.2.19]
    package var dataCoding: UInt8 = 0
    package var defaultMessageID: UInt8 = 0
    /// At most 254 octets.
    package var content: [UInt8] = []
    package var parameters: [SMPPParameter] = []

    package init(source: SMPPAddress, destination: SMPPAddress) {
        self.source = source
        self.destination = destination
    }

    /// The text's octets wherever they stand, with the header that precedes them if there is one. [5.3.2.32]
    package var payload: [UInt8] {
        content.isEmpty ? parameters[.messagePayload]?.value ?? [] : content
    }

    /// 0x40: the octets begin with a header.
    package var hasHeader: Bool { esmClass & 0x40 != 0 }
}
