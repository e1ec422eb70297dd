import Domain
import Events
import Foundation
import Testing

@testable import Lianhu
@testable import Store

/// What `lianhu incident show` says of an incident.
@Suite struct IncidentPageTests {
    private let start = Date(timeIntervalSince1970: 1_772_416_800)

    @Test func theTimelineNamesPeopleAndMarksWhatDoesNotCount() throws {
        let lines = IncidentTimeline(dossier: try dossier(), times: try times()).lines
        #expect(lines.map(\.what) == ["reported", "assigned", "notice", "✗ resolved", "escalated"])
        #expect(lines.map(\.who) == ["hotline", "fleet", "assignment", "officer:5", "fleet"])
        #expect(lines[0].details == "请打138****5678")
        #expect(lines[1].details == "→ 王小明, by gridOfficer")
        #expect(lines[2].details == "3 phones: 2 delivered, 1 pending (held: quietHours)")
        #expect(lines[3].isRefused && lines[3].details.hasPrefix("does not count: whoever acted was not responsible"))
        #expect(lines[4].details == "rung 0, accept missed 03-02 10:05:00: reminder")
    }

    @Test func whatIsKeptWithAnEntryIsShown() throws {
        var entry = IncidentEntry(source: "s", eventID: "1", at: start, kind: .mediated, actor: "officer:1")
        #expect(IncidentAttached(entry) == nil)
        entry.attached = #"{"mediators": ["甲", "乙"], "outcome": "agreed, call 13812345678"}"#
        #expect(IncidentAttached(entry)?.words == "mediators 甲, 乙; outcome agreed, call 138****5678")
        entry.attached = #"{"attachments": [{"url": "https://x/13812345678.jpg", "type": "image/jpeg"}]}"#
        #expect(IncidentAttached(entry)?.words == "https://x/13812345678.jpg (image/jpeg)")
    }

    @Test func jsonHasAllOfIt() throws {
        let json = try dossier().json
        #expect(json[key: "name"]?.stringValue == "王小明")
        #expect(json[key: "areaNames"]?.arrayValue?.count == 4)
        #expect(json[key: "deadlines"]?.arrayValue?.first?[key: "late"]?.boolValue == true)
        #expect(json[key: "deadlines"]?.arrayValue?.first?[key: "rungName"]?.stringValue == "adjacentOfficer")
        #expect(json[key: "history"]?.arrayValue?.compactMap { $0[key: "refused"]?.stringValue } == ["notResponsible"])
        #expect(json[key: "notices"]?.arrayValue?.first?[key: "deliveries"]?.arrayValue?.count == 2)
        #expect(!String(decoding: json.bytes, as: UTF8.self).contains("13812345678"))
    }

    @Test(arguments: [(60.0, 0, "1 min"), (-7300, 1, "late 2 h"), (nil, 5, "missed"), (nil, 0, "")])
    func aListSaysWhatIsDue(deadline: Double?, rung: Int, said: String) throws {
        let line = IncidentLine(
            number: "20260302-1", stage: "assigned", severity: "urgent", category: "fire", area: "330604112221001",
            place: "", responsible: "officer:1", name: nil, rule: "gridOfficer", rung: rung, reports: 1,
            openedAt: start, closedAt: nil, deadline: deadline.map { start.addingTimeInterval($0) }, text: "")
        #expect(IncidentTable(lines: [line], times: try times(), now: start).due(line) == said)
    }

    private func times() throws -> LocalTimes { LocalTimes(zone: try #require(TimeZone(identifier: "Asia/Shanghai"))) }

    private func dossier() throws -> IncidentDossier {
        let area = try #require(AreaCode("330604112221001"))
        let entries = self.entries
        var incident = Incident(
            id: 1, number: "20260302-1", area: area, place: "", text: "请打13812345678", edition: "e", openedAt: start,
            category: .service, severity: .normal, stage: .assigned, responsible: .officer(1), rule: .gridOfficer,
            rung: 0, reports: 1, sequence: 1, assignedAt: start, acceptedAt: nil, resolvedAt: nil, closedAt: nil)
        incident.adopt(IncidentState(folding: entries))
        let timer = EscalationTimer(
            incident: 1, key: .init(kind: .accept, rung: 1, edition: "e"), dueAt: start.addingTimeInterval(600),
            deadline: start.addingTimeInterval(300), severity: .normal)
        let notice = IncidentNotice(
            key: "20260302-1/assignment", purpose: "assignment", requestedAt: start.addingTimeInterval(1),
            stoppedAt: nil,
            shares: [
                .init(state: "delivered", held: nil, count: 2), .init(state: "pending", held: "quietHours", count: 1),
            ])
        return IncidentDossier(
            incident: incident, entries: entries, timers: [timer], notices: [notice], officers: [1: "王小明"],
            areas: [area: "第1网格"], answers: [], policy: .standard, now: start.addingTimeInterval(400))
    }

    private var entries: [IncidentEntry] {
        func entry(_ kind: IncidentEntry.Kind, _ seconds: Double, _ actor: String) -> IncidentEntry {
            // What the fleet decides has nobody who acts.
            IncidentEntry(
                source: actor.isEmpty ? "lianhu/intake" : "hotline", eventID: "\(kind)",
                at: start.addingTimeInterval(seconds), kind: kind, actor: actor)
        }
        var (reported, assigned) = (entry(.reported, 0, "source:hotline"), entry(.assigned, 0, ""))
        reported.text = "请打13812345678"
        (assigned.responsible, assigned.rule, assigned.told) = (.officer(1), .gridOfficer, [1])
        var climbed = entry(.escalated, 301, "")
        climbed.text = "accept missed 2026-03-02T02:05:00Z: reminder"
        climbed.rung = 0
        return [reported, assigned, entry(.resolved, 200, "officer:5"), climbed]
    }
}
