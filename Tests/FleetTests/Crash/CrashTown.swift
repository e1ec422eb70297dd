import AMQP
import Domain
import Events
import Fleet
import Foundation
import Glibc
import Postgres
import TestSupport
import Testing

/// A whole fleet of which one process at a time dies at a named step, and the ledger that must balance afterwards.
struct CrashTown {
    let town: FleetTown
    let fleet: WholeFleet

    static func run(
        clock: String, over way: StandinCarrierProcess.Way = .http, _ body: (CrashTown) async throws -> Void
    ) async throws {
        try await FleetTown.run { town in
            let fleet = WholeFleet(town, clock: clock, over: way)
            try await fleet.up()
            try await body(CrashTown(town: town, fleet: fleet))
        }
    }

    /// One report of everyday, one emergency, the first once more, one that nobody can read, and a house.
    func publish(_ name: String) async throws {
        let usual = FleetTown.report("\(name)/1", "灯坏了 \(name)")
        let emergency = FleetTown.report(
            "\(name)/2", "起火 \(name)", category: "fire", severity: "emergency")
        var broken = FleetTown.report("\(name)/broken", "读不懂 \(name)")
        broken.data = ["text": 7]
        try await town.publish([usual, broken, usual, Self.house(name)])
        try await town.publish([emergency], urgent: true)
    }

    /// Its owner has applied for a house to be let.
    static func house(_ name: String, _ type: String = "rental.registered") -> CloudEvent {
        CloudEvent(
            id: "\(name)/\(type)", source: "test/desk", type: type, subject: "LH\(name)", time: FleetTown.morning,
            data: [
                "area": .string(FleetTown.unit), "address": .string("村口 \(name)"), "occupancy": 3,
                "landlord": ["name": "己", "phone": "13900000017"],
            ])
    }

    /// What one case has come to, one line an effect.
    private func effects(_ name: String) async throws -> [String] {
        try await town.texts(
            """
            SELECT concat_ws(' ', e.kind, e.event_id) FROM incident_event e WHERE e.event_id LIKE \(name + "/%")
            UNION ALL
            SELECT concat_ws(' ', 'incident', severity, stage) FROM incident WHERE text LIKE \("% " + name)
            UNION ALL
            SELECT 'armed' FROM incident i WHERE text LIKE \("% " + name) AND EXISTS
                (SELECT FROM timer t WHERE t.incident_id = i.id
                 UNION ALL SELECT FROM timer_decision t WHERE t.incident_id = i.id)
            UNION ALL
            SELECT 'told ' || n.purpose FROM incident i JOIN notice n ON n.incident = i.number
            WHERE i.text LIKE \("% " + name) AND n.purpose NOT IN ('escalation', 'handOver')
            UNION ALL
            SELECT 'told ' || n.purpose FROM notice n WHERE n.purpose = 'deadLetter' AND n.text LIKE \("%" + name + "%")
            UNION ALL
            SELECT concat_ws(' ', 'told', count(DISTINCT d.phone), 'heads by', count(*), 'texts')
            FROM notice n JOIN delivery d ON d.notice_id = n.id WHERE n.key = \(name + "/heads")
                AND n.expand_at IS NULL AND n.expand_from > 0 GROUP BY n.id
            UNION ALL
            SELECT 'dead ' || reason FROM dead_letter WHERE event_id = \(name + "/broken")
            UNION ALL
            SELECT concat_ws(' ', r.stage, step) FROM rental r LEFT JOIN inspection_step s ON s.rental_id = r.id
            WHERE r.code = \("LH" + name)
            UNION ALL
            SELECT concat_ws(' ', 'house', d.step) FROM rental r JOIN inspection_decision d ON d.rental_id = r.id
            WHERE r.code = \("LH" + name)
            UNION ALL
            SELECT concat_ws(' ', 'matter', severity) FROM incident WHERE place = \("rental:LH" + name)
            ORDER BY 1
            """)
    }

    /// One case: a process dies at each of these steps, one after the other, while its events are under way.
    func dies(_ worker: String, at steps: [CrashStep], _ name: String) async throws {
        try await fleet.dies(worker, steps.map(\.settings)) { try await publish(name) }
        try await expect(
            name,
            [
                "armed", "armed", "dead badData", "incident emergency assigned", "incident normal assigned",
                "registered weekBefore", "reported \(name)/1", "reported \(name)/2", "told assignment",
                "told assignment",
            ])
    }

    /// Waits until the case has come to what it must, and says what it has come to instead.
    func expect(_ name: String, _ expected: [String], within limit: Duration = .seconds(20)) async throws {
        var found: [String] = []
        do {
            try await town.until("the effects of \(name)", within: limit) {
                found = try await effects(name)
                return found == expected
            }
        } catch {
            throw FleetTestError("\(name): \(found) instead of \(expected); \(error)")
        }
    }

    /// Nothing is left half done anywhere, and the carrier has no text twice but counted resends.
    func balances() async throws {
        try await town.until("quiet", within: .seconds(45)) {
            let outbox = try await town.count("outbox")
            let underway = try await town.count("delivery", "state IN ('pending', 'sending', 'ambiguous', 'submitted')")
            let waiting = try await town.count("waiting_event")
            return outbox + underway + waiting == 0
        }
        let carried = Dictionary(grouping: try fleet.carried(), by: \.reference)
        let resends: [String] = try await town.texts("SELECT id::text FROM delivery WHERE resends > 0 AND priority = 0")
        for (reference, submissions) in carried where submissions.count > 1 {
            #expect(
                resends.contains { reference.hasPrefix($0 + "-") },
                "\(reference) was texted \(submissions.count) times")
        }
        #expect(try await town.count("delivery", "state = 'delivered'") == carried.count)
        let others = try await town.texts(
            "SELECT concat_ws(' ', state, problem) FROM delivery WHERE state <> 'delivered'")
        #expect(others.isEmpty, "\(others)")
        // The last to be done may still be under way; a stray row stays.
        try await town.until("nothing in hand") { try await town.count("in_hand") == 0 }
        for worker in Worker.allCases {
            for queue in [worker.queue(urgent: false), worker.queue(urgent: true), worker.deadQueue] {
                try await town.until("\(queue) empty") { try await town.depth(queue) == 0 }
            }
        }
        #expect(try await town.depth("lianhu.unrouted") == 0)
    }
}

/// Where a process is to die.
struct CrashStep {
    let point: CrashPoint
    /// A lane, or due work's name; nil for wherever it comes first.
    var place: String?

    var settings: [String: String] {
        ["LIANHU_TEST_CRASH_AT": point.rawValue + (place.map { "@" + $0 } ?? "")]
    }
}
