import Foundation
import Logging
import Loop
import Testing

@testable import Fleet

@Suite struct FleetLogTests {
    @Test func textLinesNameTimeLevelProgramAndFields() {
        let lines = logged(.text) { $0.warning("queue is long", metadata: ["depth": "12", "queue": "a b"]) }
        #expect(lines == "2026-03-01T23:00:00.000Z WARNING  lianhu-test queue is long depth=12 queue=\"a b\"\n")
    }

    @Test func nothingFromOutsideBeginsALineOfItsOwn() {
        let lines = logged(.text) { $0.info("one\ntwo\u{1B}[2J", metadata: ["text": "a\nb"]) }
        #expect(lines.split(separator: "\n").count == 1)
        #expect(!lines.contains("\u{1B}"))
    }

    @Test func colourOnlyForATerminal() {
        #expect(logged(.text, isTerminal: true) { $0.error("x") }.contains("\u{1B}[31mERROR"))
    }

    @Test func jsonLinesAreObjects() throws {
        let lines = logged(.json) {
            $0.error("a \"quoted\"\nmessage", metadata: ["event": "7", "time": "mine", "phone": .phone("13812341234")])
        }
        let object = try JSONDecoder().decode([String: String].self, from: Data(lines.utf8))
        #expect(object["message"] == "a \"quoted\"\nmessage")
        #expect(object["level"] == "error")
        #expect(object["program"] == "lianhu-test")
        #expect(object["event"] == "7")
        #expect(object["time"] == "2026-03-01T23:00:00.000Z")
        #expect(object["time_"] == "mine")
        #expect(object["phone"] == "138****1234")
        #expect(lines.split(separator: "\n").count == 1)
    }

    @Test func levelsBelowAreNotWritten() {
        #expect(logged(.text) { $0.debug("x") }.isEmpty)
    }

    private func logged(_ format: LogFormat, isTerminal: Bool = false, _ body: (Logger) -> Void) -> String {
        let lines = Lines()
        let handler = FleetLogHandler(
            program: "lianhu-test", format: format, level: .info,
            sink: LogSink(write: { lines.append($0) }, isTerminal: isTerminal),
            clock: { Date(timeIntervalSince1970: 1_772_406_000) })
        body(Logger(label: "test", factory: { _ in handler }))
        return lines.text
    }
}

/// `@unchecked Sendable` because the lock guards the text.
private final class Lines: @unchecked Sendable {
    private let lock = Lock()
    private var all = ""

    var text: String { lock.withLock { all } }

    func append(_ line: String) { lock.withLock { all += line } }
}
