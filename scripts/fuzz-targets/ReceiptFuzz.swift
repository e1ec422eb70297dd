@testable import SMPP

/// Receipts: a text, and parameters.
enum ReceiptFuzz {
    static func run(_ input: FuzzInput) {
        var input = input
        var message = SMPPShortMessage(source: SMPPAddress("1"), destination: SMPPAddress("2"))
        message.esmClass = input.pick([0, 0x04, 0x20, 0x40, 0x44])
        message.dataCoding = input.pick([0, 1, 3, 8, 0xF0])
        let ids = input.pick(SMPPReceiptIDs.allCases)
        if let id = input.piece() { message.parameters.append(SMPPParameter(.receiptedMessageID, Array(id.utf8))) }
        if let state = input.piece() { message.parameters.append(SMPPParameter(.messageState, Array(state.utf8))) }
        message.content = input.rest
        guard let receipt = SMPPReceipt(message, ids: ids) else { return }
        FuzzCheck.holds(SMPPReceipt.isReceipt(message), "only a receipt is read as one")
        FuzzCheck.holds(
            !receipt.id.isEmpty && !receipt.id.contains(" "), "an id is a word: \(receipt.id.debugDescription)")
        FuzzCheck.isStorable(receipt, "a receipt")
        FuzzCheck.holds(
            ids == .decimalToHex || ids.plain(receipt: receipt.id) == receipt.id, "a plain id is plain: \(receipt.id)")
    }
}
