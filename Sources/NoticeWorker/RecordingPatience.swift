import Fleet
import Postgres

/// How long recording what a carrier answered is tried again. An answer that is forgotten makes an emergency go a
/// second time, so a restart of the database must not lose it.
struct RecordingPatience {
    /// Below an emergency's lease of 25 s; nobody else can take the claim over while the database is away.
    private static let limit: Duration = .seconds(20)

    /// When the failures without a success between them end; nil when the last record went well.
    private var end: ContinuousClock.Instant?

    /// - Throws: what was thrown last, if patience is over or the same again would not help.
    mutating func keepTrying(_ record: () async throws -> Void) async throws {
        var backoff = Backoff(first: .milliseconds(50), cap: .milliseconds(500))
        while true {
            do {
                try await record()
                end = nil
                return
            } catch let error as PostgresError where error.isOutage || error.isTransient {
                let end = end ?? ContinuousClock.now + Self.limit
                self.end = end
                guard ContinuousClock.now < end, !Task.isCancelled else { throw error }
                await backoff.wait()
            }
        }
    }
}
