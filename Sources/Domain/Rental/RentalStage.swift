/// Where a let house is in its life. [domain.md 4]
package enum RentalStage: String, Sendable, CaseIterable {
    case applied, accepted, refused, registered, suspended, withdrawn

    /// Among facts of one instant the later in life counts.
    var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
