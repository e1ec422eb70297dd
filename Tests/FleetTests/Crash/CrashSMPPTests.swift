import Domain
import Events
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

/// The notice worker dies at each step of a text's way over SMPP, whose carrier brings each receipt before its answer
/// and cannot be asked. Ordinary texts are then never said twice, emergencies never left unsaid.
@Suite struct CrashSMPPTests {
    private static let due: [CrashPoint] = [.dueClaimed, .dueDecided, .dueCommitted, .dueSent, .duePublished]
    private static let steps: [CrashStep] =
        ["deliveries", "emergencyDeliveries"]
        .flatMap { work in (due + [.textSubmitted, .textRecorded]).map { CrashStep(point: $0, place: work) } }
        + due.map { CrashStep(point: $0, place: "earlyReceipts") }

    @Test(.timeLimit(.minutes(4))) func everyStepCanBeTheLast() async throws {
        let way = StandinCarrierProcess.Way.smpp(faults: ["time": "before"])
        try await CrashTown.run(clock: "2026-03-02T10:00:00+08:00*1", over: way) { crash in
            for step in Self.steps {
                try await crash.dies(
                    "lianhu-notice", at: [step], "smpp-\(step.point.rawValue)-\(step.place ?? "any")")
            }
            try await crash.textsBalance()
        }
    }
}

extension CrashTown {
    /// What was answered has its receipt; of what was not nobody can tell.
    fileprivate func textsBalance() async throws {
        let underway: SQL = "state IN ('pending', 'sending', 'ambiguous', 'submitted')"
        do {
            try await town.until("no text under way", within: .seconds(60)) {
                try await town.count("delivery", underway) + town.count("outbox") == 0
            }
        } catch {
            let left = try await town.texts("SELECT delivery::text FROM delivery WHERE \(raw: underway)")
            let early = try await town.texts("SELECT early_receipt::text FROM early_receipt")
            let parts = try await town.texts("SELECT delivery_part::text FROM delivery_part")
            throw FleetTestError("still under way: \(left); early receipts: \(early) \(parts)")
        }
        let rows = try await town.pool.query(
            """
            SELECT '86' || d.phone || ' ' || n.text, d.state, d.priority = 0, d.resends
            FROM delivery d JOIN notice n ON n.id = d.notice_id
            """
        ).rows
        var carried = Dictionary(grouping: try fleet.carried()) { "\($0.phone) \($0.text)" }.mapValues(\.count)
        var unknown = 0
        for row in rows {
            let (text, state): (String, String) = (try row.decode(0), try row.decode(1))
            let (isEmergency, resends): (Bool, Int16) = (try row.decode(2), try row.decode(3))
            // What may be answered is said behind it.
            let key = carried.keys.first { $0.hasPrefix(text) }
            let count = key.flatMap { carried.removeValue(forKey: $0) } ?? 0
            #expect(count <= (isEmergency ? 1 + Int(resends) : 1), "\(text), \(state)")
            if isEmergency || state == "delivered" { #expect(count > 0, "\(text), \(state)") }
            #expect(["delivered", "unknown"].contains(state), "\(text)")
            if state == "unknown" { unknown += 1 }
        }
        #expect(carried.isEmpty, "texts of no delivery: \(carried)")
        #expect(rows.count > 0 && unknown > 0, "\(unknown) of \(rows.count) texts without an answer")
    }
}
