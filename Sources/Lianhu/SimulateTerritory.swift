import Domain
import Fleet
import Foundation
import Postgres
import Store

/// Puts a reference territory into the store, in chunks, with progress.
struct TerritoryLoader {
    private static let chunk = 5_000

    let context: CommandContext
    let clock: FleetClock

    func load(_ scale: TerritoryScale) async throws {
        let territory = ReferenceTerritory(scale)
        try await refuseOther(territory)
        let start = ContinuousClock.now
        try await save(territory.areas) { [TerritoryStore.save(areas: $0)] }
        try await save(territory.neighbours) { [TerritoryStore.save(neighbours: $0)] }
        try await save(territory.officers) { TerritoryStore.save(officers: $0) }
        try await save(territory.households) { TerritoryStore.save(households: $0) }
        let rentals = VillageRentals(territory: territory, today: clock.now(), calendar: context.policy.calendar).all
        try await save(rentals) { [RentalStore.upsert($0)] }
        try await settle(territory)
        Terminal.endProgress()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print(
            "\(scale.name): \(territory.areas.count) areas, \(territory.households.count) households, "
                + "\(territory.officers.count) officers, \(rentals.count) rentals in \(String(format: "%.1f", seconds)) s")
    }

    /// Sources of the village's day, and the third grid's officer on secondment, as reports say often happens. [R3]
    private func settle(_ territory: ReferenceTerritory) async throws {
        let home = territory.codes(.village).first?.digits
        let user = context.settings.broker.user
        var statements = VillageDay.sources.map {
            SourceStore.save(name: $0, owner: "示范", ownerPhone: "13700000000", brokerUser: user, homeArea: home)
        }
        if territory.scale.name == "village" {
            statements.append(
                TerritoryStore.save(absence: 3, since: clock.now().addingTimeInterval(-86_400), reason: "secondment"))
        }
        try await run(statements)
    }

    private func refuseOther(_ territory: ReferenceTerritory) async throws {
        guard let code = territory.codes(.unit).last else { return }
        let (areas, known) = try await context.pool.load(TerritoryStore.counts(with: code))
        guard areas == 0 || known && areas == territory.areas.count else {
            throw CommandFailure(.usage, "the store holds another territory of \(areas) areas: take an empty database")
        }
    }

    private func save<Thing: Sendable>(_ things: [Thing], _ statements: ([Thing]) -> [SQL]) async throws {
        for first in stride(from: 0, to: things.count, by: Self.chunk) {
            try await run(statements(Array(things[first..<min(first + Self.chunk, things.count)])))
            Terminal.progress("\(min(first + Self.chunk, things.count)) of \(things.count) \(Thing.self)")
        }
    }

    private func run(_ statements: [SQL]) async throws {
        try await context.pool.transaction { $0.atCommit(statements) }
    }
}
