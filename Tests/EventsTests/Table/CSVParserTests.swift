import TestSupport
import Testing

@testable import Events

@Suite struct CSVParserTests {
    /// Whatever is written with quotation marks is read as it was, however the bytes are cut.
    @Test(arguments: Seeded.seeds(300)) func whatIsWrittenIsRead(seed: UInt64) {
        var random = Seeded(seed)
        let records = (0..<Int.random(in: 1...8, using: &random)).map { _ in
            (0..<Int.random(in: 1...5, using: &random)).map { _ in Self.text(&random) }
        }
        let ending = random.oneIn(2) ? "\r\n" : "\n"
        var file = records.map { $0.map { Self.written($0, &random) }.joined(separator: ",") }.joined(separator: ending)
        if random.oneIn(2) { file += ending }
        #expect(Self.read(file, &random).map(\.fields) == records)
    }

    @Test func linesAreCountedAcrossQuotedNewlines() {
        var random = Seeded(1)
        let records = Self.read("a,b\n\"1\n2\",x\n\n3,4", &random)
        #expect(records.map(\.line) == [1, 2, 5])
        #expect(records[1].fields == ["1\n2", "x"])
    }

    @Test(arguments: [
        ("\"a\"b,c\nd,e", "text after a closing quotation mark: double the marks within a text"),
        ("a,\"b\nc,d", "a quotation mark that is opened here is never closed"),
        (String(repeating: ",", count: 300) + "\nd,e", "more than 256 columns"),
        (
            "\"" + String(repeating: "x", count: 70_000) + "\nd,e",
            "a field of 65536 bytes or more: is a quotation mark missing?"
        ),
    ])
    func whatBreaksTheRulesIsNamed(file: String, fault: String) {
        var random = Seeded(1)
        let records = Self.read(file, &random)
        #expect(records.first?.fault == fault)
        #expect(records.dropFirst().allSatisfy { $0.fields == ["d", "e"] && $0.fault == nil })
    }

    @Test func aMarkWithinATextIsText() {
        var random = Seeded(1)
        #expect(Self.read("5\" pipe,x", &random).map(\.fields) == [["5\" pipe", "x"]])
    }

    private static func read(_ file: String, _ random: inout Seeded) -> [CSVRecord] {
        var (parser, records, rest) = (CSVParser(), [CSVRecord](), Array(file.utf8)[...])
        while !rest.isEmpty {
            let count = Int.random(in: 1...max(1, rest.count / 2), using: &random)
            records += parser.read(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return records + [parser.finish()].compactMap(\.self)
    }

    private static func text(_ random: inout Seeded) -> String {
        let letters: [Character] = ["a", "户", "\"", ",", "\n", "\r", " ", ";", "𠮷", "1"]
        let text = String((0..<Int.random(in: 0...6, using: &random)).map { _ in random.pick(letters, or: "a") })
        // A line of nothing at all is passed over.
        return text.isEmpty ? "x" : text
    }

    private static func written(_ text: String, _ random: inout Seeded) -> String {
        let mustQuote = text.contains { ",\"\n\r\r\n".contains($0) } || random.oneIn(3)
        return mustQuote ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
