import Domain
import Events
import Foundation
import Postgres
import Store
import TestSupport
import Testing

@testable import Fleet

/// A schema of its own with a small territory: two grids next to each other, and somebody on every rung.
struct EscalationTown: Sendable {
    let pool: PostgresPool
    /// A Monday morning, 2026-03-02T09:00+08:00.
    let start = Date(timeIntervalSince1970: 1_772_413_200)

    /// Makes it, runs `body`, and drops it.
    static func with(_ body: (EscalationTown) async throws -> Void) async throws {
        try await DatabaseFixture.withSchema { settings in
            var settings = settings
            settings.poolSize = 6
            let pool = PostgresPool(settings: settings)
            do {
                let schema = settings.searchPath ?? ""
                try await pool.withConnection { connection in
                    _ = try await Migrations.apply(connection, schema: schema)
                    try await connection.script(territory)
                }
                try await body(EscalationTown(pool: pool))
            } catch {
                await pool.close()
                throw error
            }
            await pool.close()
        }
    }

    /// The grid's officer is 1, next door 2, leader of both 3, village 4, centre 5, district 6.
    private static let territory = """
        INSERT INTO area (id, code, level, name) VALUES (1, '330604', 'district', 'd'), (2, '330604112', 'township', 't'),
            (3, '330604112221', 'village', 'v'), (4, '330604112221002', 'grid', 'g2'), (5, '330604112221003', 'grid', 'g3');
        INSERT INTO area_neighbour VALUES (4, 5), (5, 4);
        INSERT INTO officer SELECT n, 'officer ' || n, '1380000100' || n FROM generate_series(1, 6) n;
        INSERT INTO post (officer_id, area_id, role) VALUES (1, 4, 'gridOfficer'), (2, 5, 'gridOfficer'),
            (3, 4, 'gridLeader'), (4, 3, 'villageDuty'), (5, 2, 'centreDuty'), (6, 1, 'districtDuty');
        """

    static func area() throws -> AreaCode { try #require(AreaCode("330604112221002")) }

    /// An emergency of officer 1's, opened at the start.
    func incident(
        _ id: Int64, severity: Severity = .emergency, stage: Stage = .assigned, edition: String = "standard-1",
        from opening: Date? = nil
    ) throws -> Incident {
        let start = opening ?? start
        return Incident(
            id: id, number: "20260302-\(id)", area: try Self.area(), place: "", text: "", edition: edition,
            openedAt: start, category: .fire, severity: severity, stage: stage, responsible: .officer(1),
            rule: .gridOfficer, rung: 0, reports: 1, sequence: 1, assignedAt: start, acceptedAt: nil, resolvedAt: nil,
            closedAt: nil)
    }

    /// Runs a handler over events as the runner does, in one transaction; returns the verdicts and what is told.
    func handle<Handler: EventHandler>(
        _ handler: Handler, _ events: [CloudEvent], at now: Date, since: Date? = nil
    ) async throws -> (verdicts: [Verdict], told: [CloudEvent]) {
        let arrivals = try events.map { event in
            Arrival(
                event: event, input: try handler.parse(event), cause: EventKey(source: event.source, id: event.id),
                at: event.time ?? now, since: since ?? now)
        }
        return try await pool.transaction { transaction in
            var context = try await handler.load(arrivals, in: transaction, at: now)
            let rulings = arrivals.map { handler.decide($0, in: &context, at: now) }
            try await handler.save(rulings.compactMap(\.decision), in: transaction, at: now)
            return (rulings.map(\.verdict), rulings.flatMap(\.told).map(\.event))
        }
    }

    /// Rounds of due work as the runner makes them, until nothing is taken; returns what was told.
    /// - Parameter isAlone: nobody else takes any: a round that took less than it could is the last.
    func run(
        _ work: some DueWork, at now: Date, limit: Int = 500, isAlone: Bool = false
    ) async throws -> [CloudEvent] {
        var told: [CloudEvent] = []
        while true {
            let round = try await pool.transaction { transaction -> (taken: Int, told: [ToldEvent])? in
                let items = try await work.claim(limit: limit, at: now, in: transaction)
                if items.isEmpty { return nil }
                let told = try await work.decide(items, at: now, in: transaction)
                let rows = told.map { $0.row() }
                if !rows.isEmpty { transaction.atCommit([OutboxStore.save(rows, worker: "test", lease: 60)]) }
                return (items.count, told)
            }
            guard let round else { return told }
            told += round.told.map(\.event)
            if isAlone && round.taken < limit { return told }
        }
    }

    /// How many rows a question counts.
    func count(_ sql: SQL) async throws -> Int {
        let result = try await pool.query(sql)
        return try #require(result.rows.first).decode(0)
    }
}
