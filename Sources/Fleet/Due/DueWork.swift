package import Foundation
package import Postgres
package import Store

/// Rows with a due time, run by the `DueRunner`: claim → decide and save in one transaction → send → record.
package protocol DueWork: Sendable {
    /// One claimed row.
    associatedtype Item: Sendable

    /// For logs and metrics: `timers`, `deliveries`.
    var name: String { get }

    /// When the next row is due on the fleet's clock; nil if none is there. Must read an index's first entry only.
    func nextDue() -> Statement<Date?>

    /// Claims up to `limit` due rows with FOR UPDATE SKIP LOCKED, the most urgent first.
    func claim(limit: Int, at now: Date, in transaction: PostgresTransaction) async throws -> [Item]

    /// Loads, decides and saves in the claim's transaction; what is told goes to the outbox with it.
    func decide(_ items: [Item], at now: Date, in transaction: PostgresTransaction) async throws -> [ToldEvent]

    /// Puts rows off that cannot be worked on, so that the others go on; all else about them stays as it is.
    func setAside(_ items: [Item], until: Date) -> Statement<Void>

    /// What a row is called in the log, without personal data.
    func reference(_ item: Item) -> String

    /// Sends and records, after the commit, where sending is the job. What is not recorded is due again when
    /// the claim's lease has run out.
    func send(_ items: [Item], through pool: PostgresPool, at now: @Sendable () -> Date) async throws
}

extension DueWork {
    /// Nothing to send: saving was the job.
    package func send(_ items: [Item], through pool: PostgresPool, at now: @Sendable () -> Date) async throws {}
}
