import NIOCore
import TestSupport
import Testing

@testable import SMPP

@Suite struct SMPPCodecTests {
    /// The example that the specification itself gives. [SMPP 3.4, 3.2.3]
    @Test func theSpecificationsBindIsReadAndWritten() throws {
        let hex = """
            00 00 00 2F 00 00 00 02 00 00 00 00 00 00 00 01 53 4D 50 50 33 54 45 53 54 00 73 65 63 72 65 74 30 38 00 \
            53 55 42 4D 49 54 31 00 00 01 01 00
            """
        var bind = SMPPBind(systemID: "SMPP3TEST", password: "secret08", systemType: "SUBMIT1", interfaceVersion: 0)
        bind.addressRange = SMPPAddress(ton: 1, npi: 1, "")
        try expect(SMPPPDU(.bindTransmitter, sequence: 1, .bind(bind)), hex)
    }

    /// Field by field after the tables of the specification.
    @Test func whatIsWrittenFollowsTheTables() throws {
        // 4.11: enquire_link and its answer are headers.
        try expect(SMPPPDU(.enquireLink, sequence: 7), "00 00 00 10 00 00 00 15 00 00 00 00 00 00 00 07")
        try expect(
            SMPPPDU(SMPPCommand.enquireLink.response, sequence: 7), "00 00 00 10 80 00 00 15 00 00 00 00 00 00 00 07")
        // 4.3.1
        try expect(
            SMPPPDU(.genericNack, status: .invalidCommand, sequence: 9),
            "00 00 00 10 80 00 00 00 00 00 00 03 00 00 00 09")
        // 4.1.6, with sc_interface_version of 5.3.2.25
        try expect(
            SMPPPDU(
                SMPPCommand.bindTransceiver.response, sequence: 1,
                .bindAnswer(systemID: "SC", parameters: [SMPPParameter(.interfaceVersion, [0x34])])),
            "00 00 00 18 80 00 00 09 00 00 00 00 00 00 00 01 53 43 00 02 10 00 01 34")
        // 4.4.2, and 4.4.2 where it refuses: there is no body.
        try expect(
            SMPPPDU(SMPPCommand.submitSM.response, sequence: 2, .messageAnswer(id: "1a", parameters: [])),
            "00 00 00 13 80 00 00 04 00 00 00 00 00 00 00 02 31 61 00")
        try expect(
            SMPPPDU(SMPPCommand.submitSM.response, status: .throttled, sequence: 2),
            "00 00 00 10 80 00 00 04 00 00 00 58 00 00 00 02")
        // 4.1.7.1
        try expect(
            SMPPPDU(.outbind, sequence: 1, .outbind(systemID: "S", password: "p")),
            "00 00 00 14 00 00 00 0B 00 00 00 00 00 00 00 01 53 00 70 00")
    }

    /// 4.4.1: service type, source, destination, classes, times, flags, coding, length, text, then parameters.
    @Test func aSubmitFollowsItsTable() throws {
        var message = SMPPShortMessage(
            source: SMPPAddress(ton: 5, npi: 0, "LH"), destination: SMPPAddress(ton: 1, npi: 1, "138"))
        (message.esmClass, message.registeredDelivery, message.dataCoding) = (0x40, 1, 8)
        message.content = [0x80, 0x54]
        message.parameters = [SMPPParameter(.userMessageReference, [0, 5])]
        try expect(
            SMPPPDU(.submitSM, sequence: 3, .message(message)),
            """
            00 00 00 2E 00 00 00 04 00 00 00 00 00 00 00 03 00 05 00 4C 48 00 01 01 31 33 38 00 40 00 00 00 00 01 00 \
            08 00 02 80 54 02 04 00 02 00 05
            """)
    }

    @Test(arguments: Seeded.seeds(300)) func whatIsWrittenIsReadAgain(seed: UInt64) throws {
        var random = Seeded(seed)
        let pdus = (0..<10).map { _ in PDUMaker.pdu(&random) }
        var stream = ByteBuffer()
        for pdu in pdus { pdu.write(to: &stream) }
        // However it is cut.
        var framer = SMPPFramer()
        var read: [SMPPPDU] = []
        while stream.readableBytes > 0 {
            let length = Int.random(in: 1...max(1, stream.readableBytes / 2), using: &random)
            let piece = stream.readSlice(length: length)
            framer.add(try #require(piece))
            while let frame = try framer.next() { read.append(try SMPPPDU(frame)) }
        }
        #expect(read == pdus)
    }

    @Test(arguments: Seeded.seeds(300)) func hostileOctetsAreReadOrRefused(seed: UInt64) throws {
        var random = Seeded(seed)
        for _ in 0..<50 {
            var bytes = ByteBuffer()
            PDUMaker.pdu(&random).write(to: &bytes)
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                let at = Int.random(in: 4..<bytes.writerIndex, using: &random)
                bytes.setInteger(UInt8.random(in: 0...255, using: &random), at: at)
            }
            if random.oneIn(3) { bytes.moveWriterIndex(to: Int.random(in: 16...bytes.writerIndex, using: &random)) }
            guard let pdu = try? SMPPPDU(bytes) else { continue }
            var again = ByteBuffer()
            pdu.write(to: &again)
            let readAgain = try SMPPPDU(again)
            #expect(readAgain == pdu, "what was read is written so that it is read the same")
            if case .message(let message) = pdu.body {
                _ = SMPPReceipt(message)
                _ = SMPPContent(message).text
            }
        }
    }

    /// Found by the fuzzer: a header of no octets.
    @Test(arguments: [
        [0], [0, 0x41], [1, 0x41], [255, 0], [], [3, 0, 3, 1], [5, 0, 3, 1, 0, 0], [6, 8, 4, 0, 1, 2, 3],
    ])
    func headersThatAreNoneAreReadAsFarAsTheyGo(octets: [UInt8]) {
        var message = SMPPShortMessage(source: SMPPAddress(""), destination: SMPPAddress(""))
        message.esmClass = 0x40
        message.content = octets
        let content = SMPPContent(message)
        #expect(content.part == nil)
        #expect(content.octets.count <= octets.count)
    }

    @Test(arguments: [0, 15, 65_537, UInt32.max]) func anImpossibleLengthEndsTheStream(length: UInt32) throws {
        var framer = SMPPFramer()
        var bytes = ByteBuffer()
        bytes.writeMultipleIntegers(length, UInt32(0x15), UInt32(0), UInt32(1))
        framer.add(bytes)
        #expect(throws: SMPPFramer.InvalidLength(length: length)) { try framer.next() }
    }

    @Test func carriersForgetEndsAndPad() throws {
        let answer = try SMPPPDU(Hex.buffer("00 00 00 12 80 00 00 04 00 00 00 00 00 00 00 02 31 61"))
        #expect(answer.body == .messageAnswer(id: "1a", parameters: []))
        let padded = try SMPPPDU(Hex.buffer("00 00 00 15 80 00 00 04 00 00 00 00 00 00 00 02 31 00 00 00 00"))
        #expect(padded.body == .messageAnswer(id: "1", parameters: []))
        let unterminated = Hex.buffer("00 00 00 13 00 00 00 09 00 00 00 00 00 00 00 05 61 61 61")
        #expect(throws: SMPPPDU.Malformed(command: .bindTransceiver, status: .ok, sequence: 5)) {
            try SMPPPDU(unterminated)
        }
    }

    private func expect(_ pdu: SMPPPDU, _ hex: String) throws {
        var bytes = ByteBuffer()
        pdu.write(to: &bytes)
        #expect(Hex.text(bytes) == hex)
        let read = try SMPPPDU(bytes)
        #expect(read == pdu)
    }
}
