import Domain
import Events
import Foundation
import TestSupport
import Testing

@Suite struct NoticeRequestedEventTests {
    @Test(arguments: Seeded.seeds(200))
    func roundTrip(seed: UInt64) throws {
        var random = Seeded(seed)
        let request = random.noticeRequest()
        let event = NoticeRequestedEvent.event(request, source: "lianhu/intake", id: "1/2", time: Date())
        let message = event.encoded()
        #expect(try NoticeRequestedEvent.parse(try CloudEvent.decode(message)) == request)
    }

    @Test func readsTheFormOfTheContract() throws {
        let event = try event(
            """
            {"key": "k", "purpose": "escalation", "text": "【联户】请尽快受理。", "priority": "urgent",
             "audience": {"add": [{"role": "gridLeader", "area": "330604112221002"}, {"officers": [1, 2]}],
                          "remove": [{"phones": ["138-0013-8000"]}]},
             "expiresAt": "2026-03-02T07:00:00+08:00", "notBefore": null}
            """)
        let request = try NoticeRequestedEvent.parse(event)
        let phone = try #require(PhoneNumber("13800138000"))
        let area = try #require(AreaCode("330604112221002"))
        let leader = AudienceTerm.post(.gridLeader, area)
        #expect(request.audience == Audience([leader, .officers([1, 2])], without: [.phones([phone])]))
        #expect(request.expiresAt == RFC3339.date("2026-03-01T23:00:00Z"))
        #expect(request.notBefore == nil)
        #expect(request.priority == .urgent)
    }

    /// Nobody runs from a drill that says so.
    @Test func aDrillSaysSoFirst() throws {
        for (drill, text) in [("true", "【演练】【联户】三号楼着火。"), ("false", "【联户】三号楼着火。"), ("null", "【联户】三号楼着火。")] {
            let asked = try event(
                """
                {"key": "k", "purpose": "drill", "text": "【联户】三号楼着火。", "drill": \(drill),
                 "audience": {"add": [{"household": 1}]}}
                """)
            #expect(try NoticeRequestedEvent.parse(asked).text == text)
        }
    }

    @Test(arguments: [
        (
            #"{"key": "k", "purpose": "p", "audience": {"add": [{"household": 1}]}, "text": "x", "drill": 1}"#,
            "data.drill"
        ),
        (#"{}"#, "data.key"),
        (#"{"key": "", "purpose": "p"}"#, "data.key"),
        (#"{"key": "k", "purpose": "p", "priority": "high"}"#, "data.priority"),
        (#"{"key": "k", "purpose": "p"}"#, "data.audience"),
        (#"{"key": "k", "purpose": "p", "audience": {"add": []}}"#, "data.audience.add"),
        (asking(#"{"heads": "33"}"#), "data.audience.add[0].heads"),
        (asking(#"{"all": 1}"#), "data.audience.add[0]"),
        (asking(#"{"household": 1, "heads": "330604"}"#), "data.audience.add[0]"),
        (asking(#"{"phones": ["x"]}"#), "data.audience.add[0].phones[0]"),
        (asking(#"{"departments": "gas"}"#), "data.audience.add[0].departments"),
        (asking(#"{"departments": ["gas", "燃气"]}"#), "data.audience.add[0].departments[1]"),
        (asking(#"{"reporters": 117}"#), "data.audience.add[0].reporters"),
        (asking(#"{"role": "king", "area": "330604"}"#), "data.audience.add[0].role"),
        (asking(#"{"household": 1}"#, ""), "data.text"),
        (asking(#"{"household": 1}"#, #", "text": "a\u0000b""#), "data.text"),
        (asking(#"{"household": 1}"#, #", "text": "t", "notBefore": "soon""#), "data.notBefore"),
    ])
    func refusalsNameThePlace(data: String, field: String) throws {
        let event = try event(data)
        let rejection = #expect(throws: Rejection.self) { try NoticeRequestedEvent.parse(event) }
        #expect(rejection?.field == field)
    }

    @Test func receiptsNeedAName() throws {
        let good = try JSON.parse(Array(#"{"receipts": [{"reference": "7-ab", "status": "failed"}]}"#.utf8))
        #expect(
            try NoticeReceiptedEvent.receipts(in: good, at: "body")
                == [CarrierReceipt(messageID: nil, reference: "7-ab", outcome: .failed)])
        let bad = try JSON.parse(Array(#"{"receipts": [{"status": "failed"}]}"#.utf8))
        #expect(throws: Rejection.self) { try NoticeReceiptedEvent.receipts(in: bad, at: "body") }
    }

    private static func asking(_ term: String, _ rest: String = #", "text": "t""#) -> String {
        #"{"key": "k", "purpose": "p", "audience": {"add": [\#(term)]}\#(rest)}"#
    }

    private func event(_ data: String) throws -> CloudEvent {
        CloudEvent(id: "1", source: "s", type: NoticeRequestedEvent.type, data: try JSON.parse(Array(data.utf8)))
    }
}

extension Seeded {
    fileprivate mutating func noticeRequest() -> NoticeRequest {
        NoticeRequest(
            key: "key \(next())", purpose: "purpose", priority: pick(NoticePriority.allCases, or: .normal),
            audience: Audience(terms(atLeast: 1), without: terms(atLeast: 0)), text: "【联户】\(next())\n🔥\"\\",
            incident: oneIn(2) ? "20260302-117" : nil, notBefore: time(), expiresAt: time())
    }

    private mutating func time() -> Date? {
        oneIn(2) ? Date(timeIntervalSince1970: Double(Int.random(in: 0..<2_000_000_000, using: &self))) : nil
    }

    private mutating func terms(atLeast least: Int) -> [AudienceTerm] {
        (0..<Int.random(in: least...4, using: &self)).compactMap { _ in term() }
    }

    private mutating func term() -> AudienceTerm {
        let number = Int64.random(in: 0...Int64.max, using: &self)
        let code = AreaCode(pick(["330604", "330604112", "330604112221", "330604112221002007"], or: "330604"))
        let phone = PhoneNumber("138\(Int.random(in: 10_000_000..<100_000_000, using: &self))")
        switch (Int.random(in: 0..<8, using: &self), code, phone) {
        case (0, let code?, _): return .heads(code)
        case (1, let code?, _): return .post(pick(PostRole.allCases, or: .mediator), code)
        case (2, _, let phone?): return .phones([phone])
        case (3, _, _): return .officers([number, 1])
        case (4, _, _): return .landlord("R-\(number)")
        case (5, _, _): return .departments(["gas", "fire-119"])
        case (6, _, _): return .reporters("20260302-\(number)")
        default: return .household(number)
        }
    }
}
