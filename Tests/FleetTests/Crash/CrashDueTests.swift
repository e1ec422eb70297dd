import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// Each worker dies at each step of what falls due, of the outbox and of taking dead letters. The next process goes on
/// at once with the next death; in the end everything has been done, once.
@Suite(.serialized) struct CrashDueTests {
    private static let due: [CrashPoint] = [.dueClaimed, .dueDecided, .dueCommitted, .dueSent, .duePublished]
    private static let texts = due + [.textSubmitted, .textRecorded]

    private static let plans: [(worker: String, steps: [CrashStep])] = [
        (
            "intake",
            due.map { CrashStep(point: $0, place: "waitingEvents") }
                + [.swept, .sweptPublished, .forgotten, .lettersTaken, .lettersSaved, .lettersAcknowledged]
                .map { CrashStep(point: $0) }
        ),
        (
            "notice",
            ["deliveries", "emergencyDeliveries"].flatMap { work in texts.map { CrashStep(point: $0, place: work) } }
                + due.map { CrashStep(point: $0, place: "expansions") }
        ),
        ("escalation", due.map { CrashStep(point: $0, place: "timers") } + [CrashStep(point: .forgotten)]),
        ("inspection", due.map { CrashStep(point: $0, place: "inspections") } + [CrashStep(point: .forgotten)]),
    ]

    @Test(.timeLimit(.minutes(5)), arguments: 0..<4) func everyStepCanBeTheLast(plan: Int) async throws {
        let (worker, steps) = Self.plans[plan]
        try await CrashTown.run(clock: "2026-03-02T10:00:00+08:00*100") { crash in
            try await crash.settle()
            let names = steps.map { "\($0.point.rawValue)-\($0.place ?? "any")" }
            for (step, name) in zip(steps, names) {
                try await crash.fleet.dies("lianhu-\(worker)", [step.settings]) { try await crash.publishDue(name) }
                // What is in hand at three deaths in a row is taken for their cause; these have another.
                try await crash.town.until("nothing in hand") { try await crash.town.count("in_hand") == 0 }
            }
            for name in names { try await crash.expect(name, Self.expected(name), within: .seconds(30)) }
            try await crash.balances()
            try await crash.climbsAreOnRecord()
        }
    }

    /// By name: the accepted matter, the letter, the two emergencies, the house that became a matter of its own, and the
    /// heads of a township.
    private static func expected(_ name: String) -> [String] {
        [
            "accepted \(name)/accepted", "armed", "armed", "dead badData", "house overdue",
            "incident emergency assigned", "incident normal accepted", "matter normal", "registered",
            "reported \(name)/1", "reported \(name)/2", "told 3 heads by 3 texts", "told assignment", "told assignment",
            "told deadLetter",
        ]
    }
}

extension CrashTown {
    /// An act before its report, an emergency whose deadlines pass, an unreadable one, a broadcast, a house never
    /// inspected in time.
    fileprivate func publishDue(_ name: String) async throws {
        try await town.publish([
            FleetTown.act("incident.accepted", "\(name)/accepted", reference: name)
        ])
        let emergency = FleetTown.report(
            "\(name)/2", "起火 \(name)", category: "fire", severity: "emergency")
        var broken = FleetTown.report("\(name)/broken", "起火 \(name)", severity: "emergency")
        broken.data = ["text": 7, "note": .string("门口有火 \(name)")]
        try await town.publish([emergency, broken], urgent: true)
        try await tellHeads(name)
        try await letHouse(name)
        // Whoever took it has it at any hour: a slow machine comes to the lunch break of this fast clock.
        var more = JSONObject()
        more["reporter"] = ["officer": 1]
        try await town.publish([FleetTown.report("\(name)/1", "灯坏了 \(name)", reference: name, more: more)])
    }

    /// To more than a village, so that its deliveries are made area by area.
    private func tellHeads(_ name: String) async throws {
        let notice = CloudEvent(
            id: "\(name)/heads", source: "test/desk", type: "notice.requested", subject: nil, time: FleetTown.morning,
            data: [
                "key": .string("\(name)/heads"), "purpose": "broadcast", "priority": "emergency",
                "audience": ["add": [["heads": "330604112"]]], "text": .string("【联户】台风将至 \(name)"),
            ])
        try await town.publish([notice], urgent: true)
    }

    /// Two more heads, one of them in another unit.
    fileprivate func settle() async throws {
        _ = try await town.pool.query(
            """
            INSERT INTO household (id, address, head_name, head_phone)
            VALUES (18, '村口2号', '辛', '13900000018'), (19, '村口3号', '壬', '13900000019')
            """)
        _ = try await town.pool.query("INSERT INTO household_area (household_id, area_id) VALUES (18, 6), (19, 7)")
    }

    private func letHouse(_ name: String) async throws {
        let (area, phone) = (try #require(AreaCode(FleetTown.unit)), try #require(PhoneNumber("13900000017")))
        let rental = Rental(
            code: "LH" + name,
            details: RentalDetails(
                area: area, address: "村口 \(name)", landlordName: "己", landlordPhone: phone, occupancy: 4),
            stage: .registered, registeredAt: FleetTown.morning.addingTimeInterval(-400 * 86_400), grade: .green,
            inspectedAt: FleetTown.morning.addingTimeInterval(-300 * 86_400))
        _ = try await town.pool.query(RentalStore.upsert([rental]))
        _ = try await town.pool.query(InspectionStepStore.begin([rental.code], at: FleetTown.morning))
    }

    /// Each rung climbed is in the history once, and what a climb tells was asked for once.
    fileprivate func climbsAreOnRecord() async throws {
        #expect(try await town.count("timer_decision", "outcome IN ('climbed', 'desk')") > 0)
        // The clock goes on, and with it the ladders: what has just been climbed is on its way into the history.
        try await town.until("each climb in the history, once") {
            try await town.texts(
                """
                SELECT ((SELECT count(*) FROM timer_decision WHERE outcome IN ('climbed', 'desk'))
                    - (SELECT count(*) FROM incident_event WHERE kind = 'escalated'))::text
                """) == ["0"]
        }
    }
}
