import Domain
import Foundation
import Store

/// All that the decisions of one batch know. Decisions change it, so that the next of the batch sees them.
struct IntakeContext {
    var places = KnownPlaces()
    var roster = Roster()
    /// Where there are acts or emergencies.
    var leads = LeadDepartments()
    /// Each report's place, by cause.
    var placed: [EventKey: IncidentPlace] = [:]
    /// The id under which a report would be opened, by cause.
    var candidates: [EventKey: Int64] = [:]
    var keys: [String: HeldKey] = [:]
    /// As loaded locked, or opened in this batch.
    var cases: [Int64: IncidentCase] = [:]
    var numbers: [String: Int64] = [:]

    /// The incident that stands under a key, if it is really there.
    func standing(under key: DuplicateKey) -> IncidentCase? { keys[key.name].flatMap { current($0.incident) } }

    /// An incident, or the one that goes on where it was found to be the same matter.
    func current(_ id: Int64) -> IncidentCase? {
        var found = cases[id]
        while let next = found?.incident.mergedInto { found = cases[next] }
        return found
    }

    /// All that the batch is about.
    var areas: [AreaCode] { placed.values.map(\.area) + cases.values.map(\.incident.area) }

    mutating func keep(_ kept: IncidentCase) {
        cases[kept.incident.id] = kept
        numbers[kept.incident.number] = kept.incident.id
    }
}
