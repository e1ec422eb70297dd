import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// What must be so when all is quiet, compared with what is: one effect of each event, nothing else.
struct FaultLedger {
    let fleet: FaultFleet
    let events: [String: FaultEvent]
    /// How often each was handed to the broker, tries of unknown outcome included.
    let tries: [String: Int]

    private(set) var lost: [String] = []
    private(set) var doubled: [String] = []
    /// Everything else that must not be.
    private(set) var wrong: [String] = []
    private(set) var deadLetters: [String: Int] = [:]
    private(set) var resends = 0
    /// Texts that the carrier took over SMPP.
    private(set) var overSMPP = 0

    var town: FleetTown { fleet.town }
    var isClean: Bool { lost.isEmpty && doubled.isEmpty && wrong.isEmpty }

    init(_ fleet: FaultFleet, _ load: FaultLoad) async throws {
        self.fleet = fleet
        (events, tries) = (await load.published, await load.tries)
        try await checkHistory()
        try await checkMatters()
        try await checkDeadLetters()
        try await checkIdentities()
        try await checkTimers()
        try await checkCarrier()
        wrong += await fleet.slots.defects
    }

    /// Every report and act stands once in one history.
    private mutating func checkHistory() async throws {
        let found = try await counts(
            "SELECT event_id, count(*) FROM incident_event WHERE source = \(FaultEvent.source) GROUP BY 1")
        let notices = try await counts("SELECT key, count(*) FROM notice GROUP BY 1")
        let houses = try await counts("SELECT code, count(*) FROM rental GROUP BY 1")
        for event in events.values {
            switch event.fate {
            case .reported, .acted: expect(event.id, found[event.id] ?? 0)
            case .registered(let code): expect(event.id, houses[code] ?? 0)
            case .told: expect(event.id, notices[event.id] ?? 0)
            case .dead:
                if let effects = found[event.id] { doubled.append("\(event.id): dead, and done \(effects) times") }
            }
        }
        for id in found.keys where events[id] == nil { wrong.append("nobody published \(id)") }
    }

    /// One incident a matter, with all its reports; acts are in that incident.
    private mutating func checkMatters() async throws {
        let incidents = try await town.pool.query(
            "SELECT event_id, incident_id FROM incident_event WHERE source = \(FaultEvent.source)")
        var places: [String: Set<Int64>] = [:]
        for row in incidents.rows {
            guard let event = events[try row.decode(0)] else { continue }
            if let matter = event.matter { places[matter, default: []].insert(try row.decode(1)) }
        }
        for (matter, incidents) in places where incidents.count > 1 {
            doubled.append("\(matter) became \(incidents.count) incidents")
        }
        let count = try await town.count("incident")
        if count != places.count { wrong.append("\(count) incidents of \(places.count) matters") }
        let sizes = try await town.count(
            "incident",
            "reports <> (SELECT count(*) FROM incident_event e WHERE e.incident_id = incident.id AND e.kind = 'reported')"
        )
        if sizes > 0 { wrong.append("\(sizes) incidents count their reports wrong") }
    }

    /// Each that must be dead is so once, with its reason and its bytes; a publisher's second try is one more message.
    private mutating func checkDeadLetters() async throws {
        let expected = Dictionary(events.values.map { ($0.bodyKey, $0) }) { first, _ in first }
        var found: [String: Int] = [:]
        for row in try await town.pool.query("SELECT reason, body, worker, error FROM dead_letter").rows {
            let reason: String = try row.decode(0)
            deadLetters[reason, default: 0] += 1
            let event = expected[EventKey(hashing: try row.decode(1))]
            guard let event, event.fate == .dead(reason) else {
                let (worker, error): (String, String) = (try row.decode(2), try row.decode(3))
                wrong.append("\(worker) buried \(event?.id ?? "a stranger"): \(reason), \(error)")
                continue
            }
            found[event.id, default: 0] += 1
        }
        for event in events.values {
            guard case .dead = event.fate else { continue }
            let (letters, published) = (found[event.id] ?? 0, tries[event.id] ?? 1)
            if letters == 0 { lost.append("\(event.id): no dead letter") }
            if letters > published {
                doubled.append("\(event.id): \(letters) dead letters, published \(published) times")
            }
        }
    }

    private mutating func expect(_ id: String, _ count: Int) {
        if count == 0 { lost.append(id) }
        if count > 1 { doubled.append("\(id): \(count) times") }
    }

    mutating func miss(_ what: String) { lost.append(what) }
    mutating func fault(_ what: String) { wrong.append(what) }
    mutating func double(_ what: String) { doubled.append(what) }
    mutating func countResends(_ count: Int, overSMPP: Int) { (resends, self.overSMPP) = (count, overSMPP) }

    func counts(_ question: SQL) async throws -> [String: Int] {
        let rows = try await town.pool.query(question).rows
        return try Dictionary(rows.map { (try $0.decode(0), try $0.decode(1)) }) { first, _ in first }
    }
}

extension FaultEvent {
    /// The reference of what it is about; nil where it is about none.
    fileprivate var matter: String? {
        switch fate {
        case .reported(let matter), .acted(let matter): matter
        case .told, .registered, .dead: nil
        }
    }
}
