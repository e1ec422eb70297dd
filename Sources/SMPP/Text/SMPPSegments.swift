import Domain

/// Makes the messages that carry a text, and counts references for their parts.
struct SMPPSegments {
    private static let known = 65_536
    private var references: [String: UInt8] = [:]
    private let settings: SMPPSettings

    init(_ settings: SMPPSettings) { self.settings = settings }

    /// Why a message cannot be sent at all; nil when it can. [SMPP 3.4, 5.2.9; 3GPP 23.040, 9.2.3.24.1]
    static func problem(_ message: SMPPMessage) -> String? {
        guard (1...20).contains(message.phone.utf8.count) else { return "a number has 1 to 20 digits" }
        let count = TextSegments(message.text).count
        return count > 255 ? "a text of \(count) segments: 255 are the most" : nil
    }

    /// The messages for one text, and what the carrier counts each as.
    mutating func make(_ message: SMPPMessage) -> (messages: [SMPPShortMessage], weight: Int) {
        var template = SMPPShortMessage(
            source: settings.source,
            destination: SMPPAddress(ton: settings.destinationTON, npi: settings.destinationNPI, message.phone))
        template.serviceType = settings.serviceType
        template.registeredDelivery = 1
        let count = TextSegments(message.text).count
        if count > 1, settings.longMessages == .payload {
            return ([template.carryingWhole(message.text)], count)
        }
        let reference = count > 1 ? nextReference(message.phone) : 0
        return (template.carrying(message.text, reference: reference), 1)
    }

    /// Eight bits, counted for each phone so that 256 texts to one pass before a reference is used again; begins
    /// anywhere, or a restart would repeat the last ones.
    private mutating func nextReference(_ phone: String) -> Int {
        if references.count >= Self.known { references.removeAll(keepingCapacity: true) }
        let reference = references[phone].map { $0 &+ 1 } ?? UInt8.random(in: 0...255)
        references[phone] = reference
        return Int(reference)
    }
}
