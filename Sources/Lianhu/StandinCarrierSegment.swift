import Events
import SMPP

/// One segment that the stand-in carrier has taken over SMPP: a line of its record.
struct StandinCarrierSegment: Sendable {
    /// From 1,000,001, in the order in which they came.
    let number: Int
    let from: SMPPAddress
    let to: String
    let content: SMPPContent
    /// RFC 3339, by the machine's clock.
    let at: String

    var id: String { String(number) }

    init(number: Int, _ message: SMPPShortMessage, at: String) {
        self.number = number
        from = message.source
        to = message.destination.number
        content = SMPPContent(message)
        self.at = at
    }

    init?(_ json: JSON) {
        guard let id = json[key: "id"]?.stringValue, let number = Int(id), let to = json[key: "to"]?.stringValue,
            let from = json[key: "from"]?.stringValue, let at = json[key: "at"]?.stringValue,
            let octets = json[key: "octets"]?.stringValue, let coding = json[key: "coding"]?.intValue
        else { return nil }
        let part = json[key: "part"]?.arrayValue?.compactMap { $0.intValue.map(Int.init) } ?? []
        self.number = number
        self.from = SMPPAddress(from)
        self.to = to
        self.at = at
        content = SMPPContent(
            octets: Self.octets(octets), coding: UInt8(truncatingIfNeeded: coding),
            part: part.count == 3 ? SMPPPart(reference: part[0], number: part[1], count: part[2]) : nil)
    }

    /// The octets in hexadecimal: a part may end within a character.
    var json: JSON {
        let part = content.part.map { [$0.reference, $0.number, $0.count].map { JSON.int(Int64($0)) } } ?? []
        return [
            "id": .string(id), "from": .string(from.number), "to": .string(to), "at": .string(at),
            "coding": .int(Int64(content.coding)), "part": .array(part),
            "octets": .string(content.octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()),
        ]
    }

    private static func octets(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
