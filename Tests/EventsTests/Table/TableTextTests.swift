import TestSupport
import Testing

@testable import Events

@Suite struct TableTextTests {
    /// 编码,名称 / 1,户主 / 2,楼
    private static let gb18030: [UInt8] =
        [0xB1, 0xE0, 0xC2, 0xEB, 0x2C, 0xC3, 0xFB, 0xB3, 0xC6, 0x0A]
        + [0x31, 0x2C, 0xBB, 0xA7, 0xD6, 0xF7, 0x0A] + [0x32, 0x2C, 0xC2, 0xA5]
    private static let text = "编码,名称\n1,户主\n2,楼"

    @Test(arguments: Seeded.seeds(20)) func bothEncodingsAreFoundOutHoweverCut(seed: UInt64) throws {
        #expect(try read(Self.gb18030, seed) == Self.text)
        #expect(try read(Array(Self.text.utf8), seed) == Self.text)
        #expect(try read([0xEF, 0xBB, 0xBF] + Array(Self.text.utf8), seed) == Self.text)
    }

    @Test func brokenBytesAreNamedByTheirLine() {
        var text = TableText()
        let bytes = Array("户\nb\n".utf8) + [0xE6, 0x88, 0x0A]
        #expect(throws: TableFault.self) { try text.take(bytes) }
        var cut = TableText()
        do throws(TableFault) {
            _ = try cut.take(Array("户\nb\n".utf8))
            _ = try cut.take([0xE6, 0x88, 0x0A])
            Issue.record("it was read")
        } catch {
            #expect(error.line == 3)
            #expect(error.reason == "these bytes are no UTF-8: save the file as UTF-8 or GB18030")
        }
    }

    @Test func theEncodingCanBeSaid() throws {
        var text = TableText(encoding: .gb18030)
        _ = try text.take(Self.gb18030)
        #expect(text.encoding == .gb18030)
    }

    private func read(_ bytes: [UInt8], _ seed: UInt64) throws -> String {
        var (random, text, result, rest) = (Seeded(seed), TableText(), [UInt8](), bytes[...])
        while !rest.isEmpty {
            let count = Int.random(in: 1...rest.count, using: &random)
            result += try text.take(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return String(decoding: result + (try text.finish()), as: UTF8.self)
    }
}
