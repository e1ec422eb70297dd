/// What a folded history still asks the fleet to decide. [architecture.md, law 2]
package enum IncidentWant: String, Sendable, CaseIterable {
    /// It became an emergency: A, B and the leader at once, whoever has it.
    case emergency
    /// Whoever had it gave it back: another must have it.
    case another
    /// The return visit was not satisfied, or somebody reopened it: one level up. [own]
    case levelUp
    /// It happened somewhere else than was thought.
    case placed
    /// It was reported again after its end.
    case again
    /// It is an emergency of another category than was thought: another department leads it. [R2]
    case lead
}
