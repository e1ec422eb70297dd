import Domain
import Fleet
import Foundation
import Postgres
import Store

/// Puts a reference territory into the store, in chunks, with progress.
struct TerritoryLoader {
    let context: CommandContext
    let clock: FleetClock
    let seed: UInt64

    func load(_ scale: TerritoryScale) async throws {
        let territory = ReferenceTerritory(scale, seed: seed)
        try await refuseOther(territory)
        let start = ContinuousClock.now
        let chunks = TerritoryStore.chunks(of: territory)
        for (index, chunk) in chunks.enumerated() {
            try await context.pool.transaction { $0.atCommit(chunk) }
            Terminal.progress("\(index + 1) of \(chunks.count) parts of the territory")
        }
        let rentals = VillageRentals(territory: territory, today: clock.now(), calendar: context.policy.calendar).all
        let now = clock.now()
        try await context.pool.transaction { transaction in
            // Workers look for houses without a schedule when they start: those that run already must see these too.
            transaction.atCommit([
                RentalStore.upsert(rentals), InspectionStepStore.begin(rentals.map(\.code), at: now),
            ])
        }
        try await settle(territory)
        Terminal.endProgress()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print(
            "\(scale.name): \(territory.areas.count) areas, \(territory.households.count) households, "
                + "\(territory.officers.count) officers, \(rentals.count) rentals in "
                + String(format: "%.1f s", seconds))
    }

    /// Sources of the village's day, and the third grid's officer on secondment, as reports say often happens. [R3]
    private func settle(_ territory: ReferenceTerritory) async throws {
        let home = territory.codes(.village).first?.digits
        let user = context.settings.broker.user
        try await context.pool.transaction { transaction in
            transaction.atCommit(
                VillageDay.sources.map {
                    SourceStore.save(
                        name: $0, owner: "示范", ownerPhone: "13700000000", brokerUser: user, homeArea: home)
                })
            let since = clock.now().addingTimeInterval(-86_400)
            transaction.atCommit(SimulationStore.details(of: territory, awaySince: since))
            guard territory.scale.name == "village" else { return }
            transaction.atCommit([TerritoryStore.save(absence: 3, since: since, reason: "secondment")])
        }
    }

    private func refuseOther(_ territory: ReferenceTerritory) async throws {
        guard let code = territory.codes(.unit).last else { return }
        let (areas, known) = try await context.pool.load(TerritoryStore.counts(with: code))
        guard areas == 0 || known && areas == territory.areas.count else {
            throw CommandFailure(.usage, "the store holds another territory of \(areas) areas: take an empty database")
        }
    }
}
