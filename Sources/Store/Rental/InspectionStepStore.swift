package import Domain
package import Foundation
package import Postgres

/// What each house waits for, and the steps taken. A house's row lock guards both.
package enum InspectionStepStore {
    /// When the next step is due; nil if none waits. Reads the first entry of `inspection_step_at`.
    package static func nextDue() -> Statement<Date?> {
        Statement("SELECT min(step_at) FROM inspection_step") { try $0.rows.first?.decode(0) }
    }

    /// Locks houses with a due step and passes over those that somebody else holds; read them again under the lock.
    package static func claim(limit: Int, at now: Date) -> Statement<[String]> {
        Statement(
            """
            SELECT r.code FROM inspection_step s JOIN rental r ON r.id = s.rental_id
            WHERE s.step_at <= \(now) ORDER BY s.step_at LIMIT \(limit)
            FOR UPDATE OF r SKIP LOCKED
            """
        ) { result in try result.rows.map { try $0.decode(0) } }
    }

    /// Steps taken of these houses, by due date. Read it after their rows are locked.
    package static func decided(of codes: [String]) -> Statement<[String: [Date: Set<InspectionSchedule.Step>]]> {
        Statement(
            """
            SELECT r.code, d.due_at, d.step FROM rental r JOIN inspection_decision d ON d.rental_id = r.id
            WHERE r.code = ANY(\(codes))
            """
        ) { result in
            var decided: [String: [Date: Set<InspectionSchedule.Step>]] = [:]
            for row in result.rows {
                let word = try row.decode(2, as: String.self)
                guard let step = InspectionSchedule.Step(rawValue: word) else {
                    throw StoreError.unknownWord(word, table: "inspection_decision", column: "step")
                }
                let due = try row.decode(1, as: Date.self)
                decided[try row.decode(0), default: [:]][due, default: []].insert(step)
            }
            return decided
        }
    }

    /// Sets what houses wait for.
    package static func put(_ plans: [InspectionPlan]) -> SQL {
        """
        INSERT INTO inspection_step (rental_id, due_at, step, step_at)
        SELECT r.id, v.due_at, v.step, v.step_at
        FROM unnest(\(plans.map(\.code)), \(plans.map(\.dueAt)), \(plans.map(\.step.rawValue)), \(plans.map(\.at)))
             AS v (code, due_at, step, step_at)
        JOIN rental r ON r.code = v.code
        ON CONFLICT (rental_id) DO UPDATE
        SET due_at = excluded.due_at, step = excluded.step, step_at = excluded.step_at
        """
    }

    /// Gives houses that are let and wait for nothing a first step, due at once: the look that it brings decides from
    /// the facts what they really wait for.
    package static func begin(_ codes: [String], at now: Date) -> SQL {
        """
        INSERT INTO inspection_step (rental_id, due_at, step, step_at)
        SELECT id, \(now), \(InspectionSchedule.Step.weekBefore.rawValue), \(now) FROM rental
        WHERE code = ANY(\(codes)) AND stage = \(RentalStage.registered.rawValue)
        ORDER BY id FOR NO KEY UPDATE
        ON CONFLICT (rental_id) DO NOTHING
        """
    }

    /// Those of these houses that are not let wait for nothing more. The stage is the one that stands: of two replicas
    /// that meet a new house, the other may have registered it.
    package static func removeUnlet(_ codes: [String]) -> SQL {
        """
        DELETE FROM inspection_step s USING rental r
        WHERE s.rental_id = r.id AND r.code = ANY(\(codes)) AND r.stage <> \(RentalStage.registered.rawValue)
        """
    }

    /// Looks at these houses' steps again at `until`.
    package static func setAside(_ codes: [String], until: Date) -> Statement<Void> {
        Statement(
            """
            UPDATE inspection_step s SET step_at = \(until) FROM rental r
            WHERE r.id = s.rental_id AND r.code = ANY(\(codes)) AND s.step_at < \(until)
            """
        ) { _ in }
    }

    /// These houses, read under their lock, wait for nothing more.
    package static func remove(_ codes: [String]) -> SQL {
        "DELETE FROM inspection_step s USING rental r WHERE s.rental_id = r.id AND r.code = ANY(\(codes))"
    }

    /// What a look at houses decided, set-wise; nothing for nothing.
    package static func save(_ round: InspectionRound, at now: Date) -> [SQL] {
        (round.taken.isEmpty ? [] : [record(round.taken, at: now)])
            + (round.plans.isEmpty ? [] : [put(round.plans)])
            + (round.finished.isEmpty ? [] : [remove(round.finished)])
    }

    /// Records steps. One that is there already fails the transaction rather than reminding anybody twice.
    package static func record(_ taken: [InspectionRound.Taken], at now: Date) -> SQL {
        """
        INSERT INTO inspection_decision (rental_id, due_at, step, decided_at)
        SELECT r.id, v.due_at, v.step, \(now)
        FROM unnest(\(taken.map(\.rental.code)), \(taken.map(\.dueAt)), \(taken.map(\.step.rawValue)))
             AS v (code, due_at, step)
        JOIN rental r ON r.code = v.code
        """
    }
}
