import Testing

@testable import Events

@Suite struct JSONErrorTests {
    @Test(arguments: [
        ("", JSONError.Fault.truncated, 0),
        ("  ", .truncated, 2),
        ("{\"a\":1", .truncated, 6),
        ("[1,", .truncated, 3),
        ("\"abc", .truncated, 4),
        ("\"a\\", .truncated, 3),
        ("tru", .truncated, 3),
        ("1.", .truncated, 2),
        ("trux", .unexpectedByte(UInt8(ascii: "x")), 3),
        ("[1,]", .unexpectedByte(UInt8(ascii: "]")), 3),
        ("{,}", .unexpectedByte(UInt8(ascii: ",")), 1),
        ("{\"a\" 1}", .unexpectedByte(UInt8(ascii: "1")), 5),
        ("{'a':1}", .unexpectedByte(UInt8(ascii: "'")), 1),
        ("[NaN]", .unexpectedByte(UInt8(ascii: "N")), 1),
        ("Infinity", .unexpectedByte(UInt8(ascii: "I")), 0),
        ("{} {}", .trailing, 3),
        ("01", .badNumber, 1),
        ("[-]", .badNumber, 2),
        ("[1.e3]", .badNumber, 3),
        ("[1e400]", .numberTooLarge, 1),
        ("\"a\u{1}\"", .controlCharacter(1), 2),
        (#"["\x"]"#, .badEscape, 2),
        (#"["\u12G4"]"#, .badEscape, 6),
        (#"["ab\ud83d"]"#, .loneSurrogate, 4),
        (#"["\ude00"]"#, .loneSurrogate, 2),
        (#"["\ud83d\ud83d"]"#, .loneSurrogate, 2),
        (#"["\ud83dx"]"#, .loneSurrogate, 2),
        (#"{"\ud83d":1}"#, .loneSurrogate, 2),
        (#"{"a":1,"b":{"c":1,"c":2}}"#, .duplicateKey("c"), 18),
    ])
    func namesTheFaultAndItsByte(text: String, fault: JSONError.Fault, offset: Int) {
        #expect(throws: JSONError(fault: fault, offset: offset)) { try JSON.parse(Array(text.utf8)) }
    }

    @Test func invalidUTF8HasItsPlace() {
        for bad: [UInt8] in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE4, 0xB8], [0xF5, 0x80, 0x80, 0x80]] {
            let bytes = Array("[\"三".utf8) + bad + Array("\"]".utf8)
            #expect(throws: JSONError(fault: .invalidUTF8, offset: 5)) { try JSON.parse(bytes) }
        }
    }

    @Test func duplicatesAreFoundInLargeObjectsToo() {
        let members = (0..<40_000).map { "\"k\($0 == 39_999 ? 7 : $0)\":0" }
        let text = "{" + members.joined(separator: ",") + "}"
        let error = #expect(throws: JSONError.self) { try JSON.parse(Array(text.utf8)) }
        #expect(error?.fault == .duplicateKey("k7"))
    }

    @Test func hostileDepthIsRefused() {
        for (text, count) in [("[", 10_000), ("[", 262_144), ("{\"a\":", 50_000)] {
            let bytes = Array(String(repeating: text, count: count).utf8)
            let error = #expect(throws: JSONError.self) { try JSON.parse(bytes) }
            #expect(error?.fault == .tooDeep)
        }
    }

    @Test func everyTruncationIsRefused() throws {
        let bytes = Array(sampleEvent.utf8)
        _ = try JSON.parse(bytes)
        for length in bytes.indices {
            #expect(throws: JSONError.self) { try JSON.parse(Array(bytes[..<length])) }
        }
    }

    @Test func sentencesAreWhole() {
        let error = JSONError(fault: .unexpectedByte(0x5D), offset: 3)
        #expect(error.description == "the byte 0x5D, which cannot stand there, at byte 3")
    }
}
