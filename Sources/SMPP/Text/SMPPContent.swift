/// What a message says: octets of text without their header, their coding, and which part of a longer text they are.
package struct SMPPContent: Sendable, Equatable {
    package let octets: [UInt8]
    package let coding: UInt8
    /// Nil when the message is all of it.
    package let part: SMPPPart?

    /// What was read before.
    package init(octets: [UInt8], coding: UInt8, part: SMPPPart?) {
        self.octets = octets
        self.coding = coding
        self.part = part
    }

    /// Reads a message. A header that is none is left out as far as it says it goes; a part that cannot be is no part.
    package init(_ message: SMPPShortMessage) {
        let payload = message.payload
        coding = message.dataCoding
        guard message.hasHeader, let length = payload.first, Int(length) < payload.count else {
            octets = payload
            part = Self.part(message.parameters)
            return
        }
        octets = Array(payload[(Int(length) + 1)...])
        part = Self.part(header: payload[1..<(Int(length) + 1)]) ?? Self.part(message.parameters)
    }

    /// Joins all parts of one text, in their order; nil unless each is there once.
    package init?(joining parts: [SMPPContent]) {
        let sorted = parts.sorted { ($0.part?.number ?? 0) < ($1.part?.number ?? 0) }
        guard let first = sorted.first, let count = first.part?.count,
            sorted.map({ $0.part?.number }) == Array(1...count)
        else { return nil }
        octets = sorted.flatMap(\.octets)
        coding = first.coding
        part = nil
    }

    /// The text, or this part of it.
    package var text: String { SMPPText.text(octets, coding: coding) }

    /// Information elements 0 and 8: a reference of 8 or 16 bits. [3GPP 23.040, 9.2.3.24.1, 9.2.3.24.8]
    private static func part(header: ArraySlice<UInt8>) -> SMPPPart? {
        var rest = header
        while let element = rest.popFirst(), let length = rest.popFirst(), Int(length) <= rest.count {
            let value = Array(rest.prefix(Int(length)))
            rest = rest.dropFirst(Int(length))
            if element == 0, value.count == 3 {
                return valid(reference: Int(value[0]), count: Int(value[1]), number: Int(value[2]))
            }
            if element == 8, value.count == 4 {
                return valid(
                    reference: Int(value[0]) << 8 | Int(value[1]), count: Int(value[2]), number: Int(value[3]))
            }
        }
        return nil
    }

    private static func part(_ parameters: [SMPPParameter]) -> SMPPPart? {
        guard let reference = parameters[.sarReference]?.number, let count = parameters[.sarTotal]?.number,
            let number = parameters[.sarNumber]?.number
        else { return nil }
        return valid(reference: reference, count: count, number: number)
    }

    private static func valid(reference: Int, count: Int, number: Int) -> SMPPPart? {
        guard count > 1, count <= 255, (1...count).contains(number) else { return nil }
        return SMPPPart(reference: reference, number: number, count: count)
    }
}
