import Domain
import Foundation
import NoticeWorker
import Testing

@testable import Events
@testable import Fleet

/// What fuzzing found in what a worker keeps of events, carriers' answers and requests, kept small.
@Suite struct HostileAnswerTests {
    @Test func keysHaveNoPlaceForNULEither() {
        let json: JSON = ["a\0": ["\0": "\0"], "a\u{FFFD}": 2]
        #expect(json.storable == ["a\u{FFFD}": ["\u{FFFD}": "\u{FFFD}"]])
    }

    /// 30,000 members and one U+0000: taken one by one, each looked up among all, that is half a minute of a batch.
    @Test func cleaningAWideObjectIsLinear() throws {
        let members = (0..<30_000).map { "\"\($0)\":\"\\u0000\"" }.joined(separator: ",")
        let json = try JSON.parse(Array("{\(members)}".utf8))
        let begun = ContinuousClock.now
        #expect(json.storable.objectValue?.count == 30_000)
        #expect(ContinuousClock.now - begun < .seconds(5))
    }

    @Test(arguments: [("nan", nil), ("inf", nil), ("-5", nil), ("1e999", nil), ("soon", nil), ("30", 30.0)])
    func patienceIsANumberOfSeconds(text: String, after: Double?) {
        #expect(throws: GatewayError.throttled(after: after)) {
            try HTTPGatewayAnswer.json(status: 429, retryAfter: text, body: [])
        }
    }

    @Test func whatACarrierSaysCanBeKept() throws {
        let long = "e" + String(repeating: "\u{301}", count: 100_000)
        let results = try HTTPGatewayAnswer.results(in: [
            "results": [
                ["reference": "1", "status": "accepted", "id": "m\0"],
                ["reference": "2", "status": "rejected", "problem": .string(long)],
            ]
        ])
        #expect(results.first?.outcome == .accepted(id: "m\u{FFFD}"))
        guard case .rejected(let problem)? = results.last?.outcome else {
            Issue.record("the second is refused")
            return
        }
        #expect(problem.unicodeScalars.count == 200)
        let statuses: JSON = ["messages": [["reference": "1", "status": "delivered", "id": "m\0"]]]
        #expect(try HTTPGatewayAnswer.statuses(in: statuses).first?.id == "m\u{FFFD}")
    }
}
