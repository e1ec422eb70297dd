/// An optional parameter of a PDU: tag, length, value. Unknown ones are kept as they came. [SMPP 3.4, 3.2.4, 5.3.2]
package struct SMPPParameter: Sendable, Equatable {
    /// Which parameter it is; those named here are used.
    package struct Tag: RawRepresentable, Sendable, Hashable {
        package let rawValue: UInt16

        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let receiptedMessageID = Tag(rawValue: 0x001E)
        package static let userMessageReference = Tag(rawValue: 0x0204)
        package static let sarReference = Tag(rawValue: 0x020C)
        package static let sarTotal = Tag(rawValue: 0x020E)
        package static let sarNumber = Tag(rawValue: 0x020F)
        package static let interfaceVersion = Tag(rawValue: 0x0210)
        package static let networkErrorCode = Tag(rawValue: 0x0423)
        package static let messagePayload = Tag(rawValue: 0x0424)
        package static let messageState = Tag(rawValue: 0x0427)
    }

    package let tag: Tag
    package let value: [UInt8]

    package init(_ tag: Tag, _ value: [UInt8]) {
        self.tag = tag
        self.value = value
    }

    /// The value as a number of one or two octets; nil if it is neither.
    package var number: Int? {
        switch value.count {
        case 1: Int(value[0])
        case 2: Int(value[0]) << 8 | Int(value[1])
        default: nil
        }
    }

    /// The value as a C-octet string, of which some carriers forget the end.
    package var text: String { String(decoding: value.prefix { $0 != 0 }, as: UTF8.self) }
}

extension [SMPPParameter] {
    /// The first with that tag.
    package subscript(tag: SMPPParameter.Tag) -> SMPPParameter? { first { $0.tag == tag } }
}
