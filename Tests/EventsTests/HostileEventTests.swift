import Foundation
import TestSupport
import Testing

@testable import Events

/// What fuzzing found in reading and writing events, kept small.
@Suite struct HostileEventTests {
    private static let headers = [
        "cloudEvents_specversion": "1.0", "cloudEvents_id": "1", "cloudEvents_source": "s", "cloudEvents_type": "t",
    ]

    private func binary(nested depth: Int) -> EventMessage {
        let body = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        return EventMessage(
            contentType: "application/json", headers: Self.headers, routingKey: "t", body: Array(body.utf8))
    }

    /// An event that waits is kept in structured mode, whose object is a level more.
    @Test func theDeepestDataOfBinaryModeIsReadInStructuredModeToo() throws {
        let event = try CloudEvent.decode(binary(nested: JSON.depthLimit - 1))
        #expect(try CloudEvent.decode(event.encoded()) == event)
        #expect(throws: Rejection.self) { try CloudEvent.decode(binary(nested: JSON.depthLimit)) }
    }

    @Test func theNameOfAnAttributeDoesNotBreakTheLine() throws {
        let message = structured(#"{"a\nb":"1","A\nb":"2","specversion":"1.0"}"#)
        let rejection = try #require(throws: Rejection.self) { try CloudEvent.decode(message) }
        #expect(!rejection.sentence.contains("\n"))
        #expect(rejection.sentence.contains("a b"))
    }

    @Test func ofMembersWithTheSameKeyTheFirstCounts() {
        let object = JSONObject(firstOf: [("a", 1), ("b", 2), ("a", 3)])
        #expect(JSON.object(object) == ["a": 1, "b": 2])
    }
}
