import Domain
import Testing

@testable import SMPP

@Suite struct SMPPReceiptTests {
    struct Example: Sendable {
        let text: String
        var id = "123"
        var state = SMPPMessageState.delivered
        var error: String? = "000"
        var doneAt: String? = "2603020702"
    }

    @Test(arguments: [
        Example(
            text: "id:0000000123 sub:001 dlvrd:001 submit date:2603020700 done date:2603020702 stat:DELIVRD err:000 "
                + "text:【联户】"),
        Example(text: "ID:123 SUB:1 DLVRD:1 SUBMIT DATE:2603020700 DONE DATE:2603020702 STAT:DELIVRD ERR:000 TEXT:x"),
        Example(
            text: "stat:UNDELIV err:069 id:123 done date:260302070215", state: .undeliverable, error: "069",
            doneAt: "260302070215"),
        Example(text: "id: 123 stat: EXPIRED err: 1", state: .expired, error: "1", doneAt: nil),
        Example(text: "id:123   done  date:2603020702  stat:delivrd", error: nil),
        Example(text: "id:123,sub:001,dlvrd:001,done date:2603020702,stat:REJECTD,err:000", state: .rejected),
        Example(text: "id:0ABC stat:ENROUTE", id: "abc", state: .enroute, error: nil, doneAt: nil),
        Example(text: "id:7 stat:ACCEPTD err:000 text:id:9 stat:REJECTD", id: "7", state: .accepted, doneAt: nil),
        Example(text: "text:hello id:123 stat:DELIVRD err:000 done date:2603020702"),
        Example(text: "id=123 status=DELIVERED error=000 done_date=2603020702"),
        Example(text: "id:123 stat: err:000 done date:2603020702", state: .unknown),
        Example(text: "id:123 stat:BLAH err:000", state: .unknown, doneAt: nil),
        Example(text: "id:123 stat:2 err:000", doneAt: nil),
        Example(text: "Messageid:123 stat:DELETED", state: .deleted, error: nil, doneAt: nil),
        Example(text: "id:123 stat:UNKNOWN done date:tomorrow", state: .unknown, error: nil, doneAt: nil),
        Example(text: "id:123 stat:SKIPPED", state: .skipped, error: nil, doneAt: nil),
        Example(text: "id:0 stat:DLVRD", id: "0", error: nil, doneAt: nil),
        Example(
            text: "id:6f1e-4A sub:001 dlvrd:000 stat:FAILED", id: "6f1e-4a", state: .undeliverable, error: nil,
            doneAt: nil),
    ]) func everyDialectIsRead(_ example: Example) throws {
        let receipt = try #require(SMPPReceipt(message(example.text)))
        #expect(receipt.id == example.id)
        #expect(receipt.state == example.state)
        #expect(receipt.error == example.error)
        #expect(receipt.doneAt == example.doneAt)
        #expect(receipt.phone == "8613800000001")
    }

    @Test func parametersWinOverTheText() throws {
        var message = message("id:123 stat:DELIVRD")
        message.parameters = [
            SMPPParameter(.receiptedMessageID, Array("77\0".utf8)), SMPPParameter(.messageState, [5]),
            SMPPParameter(.networkErrorCode, [3, 0, 16]),
        ]
        let receipt = try #require(SMPPReceipt(message))
        #expect(receipt == SMPPReceipt(id: "77", state: .undeliverable, phone: "8613800000001", error: "3-16"))
        // Without the mark and without a text, too; and an end is not always there.
        message.esmClass = 0
        message.content = []
        message.parameters[0] = SMPPParameter(.receiptedMessageID, Array("77".utf8))
        #expect(SMPPReceipt(message)?.state == .undeliverable)
    }

    @Test func theTextMayStandInThePayload() throws {
        var message = message("")
        message.parameters = [SMPPParameter(.messagePayload, Array("id:5 stat:DELIVRD".utf8))]
        #expect(SMPPReceipt(message)?.id == "5")
        message.dataCoding = 8
        message.parameters = [SMPPParameter(.messagePayload, SMPPText.octets("id:6 stat:DELIVRD", .ucs2))]
        #expect(SMPPReceipt(message)?.id == "6")
    }

    @Test func whatAPhoneTypesIsNoReceipt() {
        var message = message("id:123 sub:001 dlvrd:001 submit date:2603020700 done date:2603020702 stat:DELIVRD")
        message.esmClass = 0
        #expect(SMPPReceipt(message) == nil)
        #expect(!SMPPReceipt.isReceipt(message))
    }

    @Test func oneOnTheWaySaysSo() {
        var message = message("id:123")
        message.esmClass = 0x20
        #expect(SMPPReceipt(message)?.state == .enroute)
        message.content = Array("nothing".utf8)
        #expect(SMPPReceipt(message) == nil)
    }

    @Test func idsAreComparedInOneBase() {
        let ids: [(SMPPReceiptIDs, answer: String, receipt: String, plain: String)] = [
            (.same, "00AB", "ab", "ab"), (.same, "0000", "0", "0"), (.same, " 7\u{0} ", "7", "7"),
            (.hexToDecimal, "1A2B", "6699", "6699"), (.hexToDecimal, "0x", "0x", "x"),
            (.hexToDecimal, "FFFFFFFFFFFFFFFFFF", "4722366482869645213695", "4722366482869645213695"),
            (.decimalToHex, "6699", "00001a2B", "6699"), (.decimalToHex, "0", "0", "0"),
        ]
        for (dialect, answer, receipt, plain) in ids {
            #expect(dialect.plain(answer: answer) == plain)
            #expect(dialect.plain(receipt: receipt) == plain)
        }
    }

    /// Found by the fuzzer: an id as long as a frame took minutes to bring into another base.
    @Test func anIdHasAnEnd() {
        var message = message("")
        message.parameters = [SMPPParameter(.receiptedMessageID, Array(repeating: UInt8(ascii: "f"), count: 60_000))]
        #expect(
            SMPPReceipt(message, ids: .decimalToHex)?.id
                == SMPPReceiptIDs.decimalToHex.plain(receipt: String(repeating: "f", count: 64)))
    }

    private func message(_ text: String) -> SMPPShortMessage {
        var message = SMPPShortMessage(source: SMPPAddress("8613800000001"), destination: SMPPAddress("10690"))
        message.esmClass = 0x04
        message.content = Array(text.utf8)
        return message
    }
}
