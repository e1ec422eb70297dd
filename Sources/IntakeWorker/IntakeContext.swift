import Domain
import Foundation
import Store

/// All that the decisions of one batch know. Decisions change it, so that the next of the batch sees them.
struct IntakeContext {
    /// An incident with its history, as loaded locked or opened in this batch.
    struct Case: Equatable {
        var incident: Incident
        var history: [IncidentEntry]
    }

    var places = KnownPlaces()
    var roster = Roster()
    /// Each report's place, by cause.
    var placed: [EventKey: IncidentPlace] = [:]
    /// The id under which a report would be opened, by cause.
    var candidates: [EventKey: Int64] = [:]
    var keys: [String: HeldKey] = [:]
    var cases: [Int64: Case] = [:]
    var numbers: [String: Int64] = [:]

    /// The incident that stands under a key, if it is really there.
    func standing(under key: DuplicateKey) -> Case? {
        keys[key.name].flatMap { cases[$0.incident] }
    }

    mutating func keep(_ kept: Case) {
        cases[kept.incident.id] = kept
        numbers[kept.incident.number] = kept.incident.id
    }
}
