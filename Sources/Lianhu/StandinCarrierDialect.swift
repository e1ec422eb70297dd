import Foundation
import SMPP

extension StandinCarrierSMPPFaults {
    /// A segment's id as the answer to its submit has it.
    func answerID(_ number: Int) -> String {
        switch ids {
        case .same, .decimal: String(number)
        case .hex: String(number, radix: 16)
        case .alien: "x-\(number)"
        }
    }

    /// The same id as its receipt has it.
    func receiptID(_ number: Int) -> String {
        switch ids {
        case .same, .hex, .alien: "0000000000\(number)".suffix(10).description
        case .decimal: String(number, radix: 16, uppercase: true)
        }
    }

    /// A segment's receipt. [SMPP 3.4, appendix B]
    func receipt(_ segment: StandinCarrierSegment, hasFailed: Bool) -> SMPPShortMessage {
        let id = receiptID(segment.number)
        var message = SMPPShortMessage(source: SMPPAddress(ton: 1, npi: 1, segment.to), destination: segment.from)
        message.esmClass = 0x04
        let (word, error) = hasFailed ? ("UNDELIV", "069") : ("DELIVRD", "000")
        let done = Self.minute(Date())
        switch form {
        case .text:
            let text =
                "id:\(id) sub:001 dlvrd:\(hasFailed ? "000" : "001") submit date:\(done) done date:\(done) "
                + "stat:\(word) err:\(error) text:"
            message.content = Array(text.utf8)
        case .shuffled:
            message.content = Array("Stat:\(word.lowercased())  ERR:\(error) done date: \(done) ID: \(id)".utf8)
        case .parameters:
            message.esmClass = 0
            message.parameters = [
                SMPPParameter(.receiptedMessageID, Array(id.utf8) + [0]),
                SMPPParameter(.messageState, [hasFailed ? SMPPMessageState.undeliverable.rawValue : 2]),
            ]
        }
        return message
    }

    /// YYMMDDhhmm in the machine's zone.
    private static func minute(_ date: Date) -> String {
        let parts = Calendar(identifier: .gregorian)
            .dateComponents([.year, .month, .day, .hour, .minute], from: date)
        return [(parts.year ?? 0) % 100, parts.month ?? 0, parts.day ?? 0, parts.hour ?? 0, parts.minute ?? 0]
            .map { ($0 < 10 ? "0" : "") + "\($0)" }.joined()
    }
}
