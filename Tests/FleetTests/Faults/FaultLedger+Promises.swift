import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

extension FaultLedger {
    /// What was done is known by its identity; every change that intake told has reached escalation.
    mutating func checkIdentities() async throws {
        let done = events.values.filter { if case .dead = $0.fate { false } else { true } }
        for (worker, events) in Dictionary(grouping: done, by: \.reader) {
            let known = try await known(events.map(\.key), to: worker)
            for event in events where !known.contains(event.key) { miss("\(event.id): no identity") }
        }
        let incidents = try await town.pool.query("SELECT number, sequence FROM incident").rows
        var told: [EventKey: String] = [:]
        for row in incidents {
            let number: String = try row.decode(0)
            for sequence in 1...max(1, Int(try row.decode(1, as: Int32.self))) {
                told[EventKey(source: IncidentToldEvent.source, id: "\(number)/\(sequence)")] = "\(number)/\(sequence)"
            }
        }
        let known = try await known(Array(told.keys), to: .escalation)
        for (key, name) in told where !known.contains(key) { miss("\(name): told, and escalation does not know") }
    }

    private func known(_ keys: [EventKey], to worker: Worker) async throws -> Set<EventKey> {
        Set(try await town.pool.load(IdentityStore.known(keys, worker: worker.rawValue)).keys)
    }

    /// Each incident has the timers that its state wants; one that fires at this moment is looked at again.
    mutating func checkTimers() async throws {
        let ids: [Int64] = try await town.pool.query("SELECT id FROM incident ORDER BY id").rows.map {
            try $0.decode(0)
        }
        var suspects = ids
        for _ in 0..<20 where !suspects.isEmpty { suspects = try await withWrongTimers(suspects) }
        for id in suspects { fault("incident \(id) has other timers than its state wants") }
    }

    private func withWrongTimers(_ ids: [Int64]) async throws -> [Int64] {
        let (incidents, armed, decided) = try await town.pool.transaction { transaction in
            try await transaction.load(
                IncidentStore.byID(ids, locked: true), TimerStore.armed(of: ids), TimerDecisionStore.keys(of: ids))
        }
        return incidents.filter { incident in
            let wanted = EscalationDecision.timers(
                for: incident, policy: .standard, decided: decided[incident.id] ?? [])
            let present = armed[incident.id] ?? []
            return wanted.count != present.count
                || !wanted.allSatisfy { timer in present.contains { $0.agrees(with: timer) } }
        }
        .map(\.id)
    }

    /// Every text was given to the carrier once; more often only as counted resends of emergencies.
    mutating func checkCarrier() async throws {
        let rows = try await town.pool.query(
            """
            SELECT d.id || '-', d.state, d.resends, n.priority, n.key, '86' || d.phone, n.text, d.gateway
            FROM delivery d JOIN notice n ON n.id = d.notice_id
            """
        ).rows
        // Afterwards: the clock goes on, and what is delivered by now was sent before.
        let messages = try fleet.carrier.messages()
        let carried = Dictionary(grouping: messages) { $0.reference.prefix { $0 != "-" } + "-" }
        let byPhone = Dictionary(grouping: messages, by: \.phone)
        var (counted, overSMPP) = (0, 0)
        for row in rows {
            let (reference, state): (String, String) = (try row.decode(0), try row.decode(1))
            let (priority, key): (String, String) = (try row.decode(3), try row.decode(4))
            let resends = Int(try row.decode(2, as: Int16.self))
            let (phone, text): (String, String) = (try row.decode(5), try row.decode(6))
            let isOverSMPP = try row.decode(7, as: String?.self) == "line"
            // There the carrier knows no reference, and what may be answered is said behind the text.
            let submissions =
                isOverSMPP
                ? byPhone[phone]?.count { $0.text.hasPrefix(text) } ?? 0 : carried[reference[...]]?.count ?? 0
            if isOverSMPP { overSMPP += submissions }
            counted += resends
            if state == "unknown", priority == "emergency", submissions == 0 { miss("\(key): never sent") }
            if state == "delivered", submissions == 0 { fault("\(key) was delivered and never sent") }
            if ["failed", "expired", "stopped"].contains(state) { miss("\(key): \(state)") }
            let allowed = priority == "emergency" ? 1 + resends : 1
            if submissions > allowed { double("\(key) was texted \(submissions) times, \(resends) of them counted") }
        }
        countResends(counted, overSMPP: overSMPP)
        try await checkNotices()
    }

    /// Whoever must be told of an incident was: its officers, and the reporter who gave a number.
    private mutating func checkNotices() async throws {
        let untold = try await town.texts(
            """
            SELECT number FROM incident i WHERE NOT EXISTS (
                SELECT FROM notice n JOIN delivery d ON d.notice_id = n.id WHERE n.key = i.number || '/assignment')
            """)
        for number in untold { miss("\(number): nobody was told of it") }
        let phones = Set(events.values.compactMap { event in event.kind == .report ? event.phone : nil })
        let thanked = Set(
            try await town.texts(
                "SELECT d.phone FROM delivery d JOIN notice n ON n.id = d.notice_id WHERE n.purpose = 'receipt'"))
        for phone in phones.subtracting(thanked) { miss("\(phone): the reporter has no receipt") }
    }
}

extension FaultEvent {
    /// Which worker reads it.
    fileprivate var reader: Worker {
        switch fate {
        case .told: .notice
        case .registered: .inspection
        case .reported, .acted, .dead: .intake
        }
    }
}
