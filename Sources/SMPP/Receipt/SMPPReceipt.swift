/// What a carrier says became of one segment.
package struct SMPPReceipt: Sendable, Equatable {
    /// The carrier's id in its plain form, as in ``SMPPSubmitted``.
    package let id: String
    package let state: SMPPMessageState
    /// The phone that the message was for.
    package let phone: String
    /// The carrier's own word for why, such as `001`; without meaning elsewhere.
    package let error: String?
    /// When it was done by the carrier's clock, in a zone that it does not say: YYMMDDhhmm or YYMMDDhhmmss.
    package let doneAt: String?

    package init(id: String, state: SMPPMessageState, phone: String, error: String? = nil, doneAt: String? = nil) {
        self.id = id
        self.state = state
        self.phone = phone
        self.error = error
        self.doneAt = doneAt
    }

    /// Reads a `deliver_sm` as a receipt; nil when it is none, or names no message. Parameters win over the text;
    /// without either's state it is unknown, or on its way where the message says that it is intermediate.
    /// [SMPP 3.4, 5.2.12, 5.3.2.12, 5.3.2.35, appendix B]
    package init?(_ message: SMPPShortMessage, ids: SMPPReceiptIDs = .same) {
        let named = message.parameters[.receiptedMessageID]
        guard Self.isReceipt(message) else { return nil }
        let content = SMPPContent(message)
        let fields = SMPPReceiptFields(
            content.coding == SMPPText.ucs2Coding ? Array(content.text.utf8) : content.octets)
        let id = ids.plain(receipt: [named?.text, fields.id].compactMap { $0 }.first { !$0.isEmpty } ?? "")
        guard !id.isEmpty else { return nil }
        self.id = id
        let stated = message.parameters[.messageState]?.value.first.flatMap(SMPPMessageState.init)
        let isIntermediate = message.esmClass & 0x20 != 0
        state = stated ?? fields.state.flatMap { SMPPMessageState(word: $0) } ?? (isIntermediate ? .enroute : .unknown)
        phone = message.source.number
        error = fields.error ?? Self.networkError(message.parameters)
        doneAt = fields.doneAt
    }

    /// Whether it speaks of a message rather than being one: marked so, or naming one. A text alone makes no receipt,
    /// or anybody could type one.
    package static func isReceipt(_ message: SMPPShortMessage) -> Bool {
        message.esmClass & 0x24 != 0 || message.parameters[.receiptedMessageID] != nil
    }

    /// Network type and code, as `3-16`. [5.3.2.31]
    private static func networkError(_ parameters: [SMPPParameter]) -> String? {
        guard let value = parameters[.networkErrorCode]?.value, value.count == 3 else { return nil }
        return "\(value[0])-\(Int(value[1]) << 8 | Int(value[2]))"
    }
}
