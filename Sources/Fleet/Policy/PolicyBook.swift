package import Domain
import Foundation
import Logging
package import Postgres
import Store
import Synchronization

/// All editions of the policy that this process knows: the current one for what is new, and for an incident the one
/// under which it was opened. Read anew while the worker runs; an edition that cannot be read is refused whole.
package final class PolicyBook: Sendable {
    private struct State {
        var current: Policy
        var editions: [String: Policy]
        var newest = PolicyStore.Newest(edition: 0, holidays: 0)
        var isRead = false
    }

    private let zone: TerritoryZone
    private let state: Mutex<State>

    /// Knows what these programs bring with them.
    package convenience init(zone: TerritoryZone) { self.init(.standard.at(zone)) }

    /// Knows this one policy.
    package init(_ policy: Policy) {
        zone = policy.calendar.zone
        state = Mutex(State(current: policy, editions: [policy.edition: policy]))
    }

    /// What holds for whatever begins now.
    package var current: Policy { state.withLock { $0.current } }

    /// What holds for an incident. One whose edition this process has not read yet goes by the current one.
    package func policy(of incident: Incident) -> Policy {
        state.withLock { $0.editions[incident.edition] ?? $0.current }
    }

    /// One edition by its name; nil if this process knows none.
    package func edition(_ name: String) -> Policy? { state.withLock { $0.editions[name] } }

    /// What a look at the store changed.
    package struct Change: Sendable, Equatable {
        /// The edition that holds from now on, if it is another.
        package var edition: String?
        /// Why editions in the store cannot be used by this program.
        package var refused: [String] = []
        /// Public holidays are others than before, or were read for the first time.
        package var holidays = false
    }

    /// Reads editions and holidays again if there are newer ones.
    /// - Returns: nil if all is as it was.
    package func refresh(from pool: PostgresPool) async throws -> Change? {
        let newest = try await pool.load(PolicyStore.newest())
        let (known, isRead) = state.withLock { ($0.newest, $0.isRead) }
        if isRead, newest == known { return nil }
        let (rows, years) = try await pool.transaction { transaction in
            try await transaction.load(PolicyStore.editions(), PolicyStore.holidays())
        }
        var change = Change(holidays: newest.holidays != known.holidays || !isRead)
        var holidays = HolidayCalendar.china
        for year in years { holidays = (try? HolidayCalendar(year)).map(holidays.adding) ?? holidays }
        var standard = Policy.standard.at(zone)
        standard.calendar.holidays = holidays
        var (current, editions) = (standard, [standard.edition: standard])
        for row in rows {
            let file = PolicyFile(row.body, path: "edition \(row.edition)", zone: zone, holidays: holidays)
            guard let policy = file.policy else {
                change.refused += file.problems
                continue
            }
            editions[row.edition] = policy
            current = policy
        }
        state.withLock { state in
            if state.current.edition != current.edition { change.edition = current.edition }
            state = State(current: current, editions: editions, newest: newest, isRead: true)
        }
        return change
    }
}
