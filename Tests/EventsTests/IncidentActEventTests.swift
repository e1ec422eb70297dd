import Domain
import Events
import Foundation
import Testing

/// Acts on incidents as they come over the wire.
@Suite struct IncidentActEventTests {
    @Test(arguments: [
        "incident.called", "incident.assigned", "incident.escalated", "incident.closed", "incident.merged",
    ])
    func decisionsAreTheFleetsOwn(type: String) {
        #expect(IncidentActEvent.kind(of: type) == nil)
    }

    @Test func aTransferToTheLead() throws {
        let act = try IncidentActEvent.parse(transfer(to: ["department": "lead"]))
        #expect(act.toLead && act.entry.responsible == nil)
        let named = try IncidentActEvent.parse(transfer(to: ["department": "gas"]))
        #expect(!named.toLead && named.entry.responsible == .department("gas"))
        #expect(throws: Rejection.self) { try IncidentActEvent.parse(transfer(to: ["department": ""])) }
    }

    private func transfer(to receiver: JSON) -> CloudEvent {
        CloudEvent(
            id: "1", source: "desk", type: "incident.transferred", time: Date(timeIntervalSince1970: 1_772_416_800),
            data: ["incident": "20260302-1", "actor": "officer:1", "to": receiver])
    }
}
