import Domain
import Foundation
import Testing

@testable import Lianhu

/// What people type at a list, and what they read.
@Suite struct ListWordsTests {
    @Test func wordsMayBeSeveralAndInChinese() throws {
        let read: [Severity] = try ListWords.read(["Emergency,urgent", "low"], option: "--severity")
        #expect(read == [.emergency, .urgent, .low])
        let category: [Domain.Category] = try ListWords.read(["消防"], option: "--category", also: \.chineseName)
        #expect(category == [.fire])
    }

    @Test func anUnknownWordNamesTheNearest() {
        let sentence = message { let _: [Stage] = try ListWords.read(["asigned"], option: "--stage") }
        #expect(sentence.contains("--stage knows no “asigned”; did you mean assigned?"))
        let misspelt = message { _ = try ListWords.responsible("oficer:12") }
        #expect(misspelt.contains("did you mean officer?"))
        let unnumbered = message { _ = try ListWords.responsible("officer:x") }
        #expect(unnumbered.contains("officer:ID, desk:AREA"))
    }

    private func message(_ body: () throws -> Void) -> String {
        do { try body() } catch { return "\(error)" }
        return ""
    }

    @Test(arguments: [
        ("请打13812345678", "请打138****5678"), ("138 1234 5678来电", "138****5678来电"),
        ("+86 13812345678", "+861****5678"), ("010-12345678", "010****5678"),
        ("身份证33060419800101123X", "身份证330****0112" + "X"), ("１３８１２３４５６７８", "１３８****５６７８"),
        ("13812345678 13912345678", "138****5678 139****5678"), ("20260302-105在3月2日09:30", "20260302-105在3月2日09:30"),
        ("见20260302-1234567 13812345678", "见20260302-1234567 138****5678"),
        ("赔偿12345678元,共2 - 3户", "赔偿12345678元,共2 - 3户"), ("", ""),
    ])
    func numbersOfPeopleAreMasked(text: String, masked: String) {
        let shown = text.maskingNumbers
        #expect(shown == masked || text.contains("33060419") && !shown.contains("19800101"), "\(shown)")
    }

    @Test func timesAreReadAsPeopleWriteThem() throws {
        let times = LocalTimes(zone: try #require(TimeZone(identifier: "Asia/Shanghai")))
        func seconds(_ text: String, endOfDay: Bool = false) -> Double? {
            times.instant(text, endOfDay: endOfDay)?.timeIntervalSince1970
        }
        #expect(seconds("2026-03-02") == 1_772_380_800)
        #expect(seconds("2026-03-02", endOfDay: true) == 1_772_467_200)
        #expect(seconds("2026-03-02 09:30", endOfDay: true) == 1_772_415_000)
        #expect(seconds("2026-03-02T09:30:30") == 1_772_415_030)
        #expect(seconds("2026-03-02T01:30:00Z") == 1_772_415_000)
        #expect(seconds("2026-02-30") == nil && seconds("2026-03-02 25:00") == nil && seconds("soon") == nil)
        #expect(LocalTimes.span(7_500) == "2 h 5 min" && LocalTimes.span(0) == "0 s")
        #expect(LocalTimes.span(7_500, parts: 1) == "2 h" && LocalTimes.span(90_000) == "1 d 1 h")
    }

    @Test func wideTextWrapsBelowItself() {
        #expect("厨房起火,浓烟 很大".wrapped(to: 9) == ["厨房起火,", "浓烟 很大"])
        #expect("one two three".wrapped(to: 7) == ["one two", "three"])
        #expect("".wrapped(to: 5) == [""])
        var table = Table(["a", "details"])
        table.add("1", "厨房起火浓烟很大")
        #expect(table.lines(width: 11, wrapped: true).dropFirst() == ["1  厨房起火", "   浓烟很大"])
        #expect(table.lines(width: 11).last == "1  厨房起…")
    }
}
