import Events
import Fleet
import Foundation
import Postgres
import Store
import TestSupport

extension FaultFleet {
    /// How long after `healed` every kind of worker really worked again: all are ready, and an emergency published now
    /// is an incident, known to escalation, with a notice for its officers, and a house has been registered.
    func recovery(since healed: ContinuousClock.Instant, _ load: FaultLoad, within limit: Duration) async throws
        -> Double
    {
        let probe = await load.probe()
        try await BrokerFixture.until("the probe \(probe.report.id) is done", within: limit) {
            // While the database comes back a question may fail.
            (try? await isDone(probe.report, probe.rental)) ?? false
        }
        let done = ContinuousClock.now
        try await allReady(within: limit)
        return (max(done, .now) - healed) / .seconds(1)
    }

    private func isDone(_ report: FaultEvent, _ rental: FaultEvent) async throws -> Bool {
        let numbers = try await town.texts(
            """
            SELECT i.number FROM incident_event e JOIN incident i ON i.id = e.incident_id
            JOIN notice n ON n.key = i.number || '/assignment'
            WHERE e.source = \(FaultEvent.source) AND e.event_id = \(report.id)
            """)
        guard let number = numbers.first else { return false }
        let told = EventKey(source: IncidentToldEvent.source, id: "\(number)/1")
        let escalation = try await town.pool.load(IdentityStore.known([told], worker: Worker.escalation.rawValue))
        let inspection = try await town.pool.load(
            IdentityStore.known([rental.key], worker: Worker.inspection.rawValue))
        return !escalation.isEmpty && !inspection.isEmpty
    }
}
