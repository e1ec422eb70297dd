/// A post that an officer holds in an area. [domain.md, Vocabulary]
package enum PostRole: String, Sendable, CaseIterable {
    case unitLeader, gridOfficer, gridLeader, gridInstructor, newcomerLiaison
    case villageDuty, centreDuty, districtDuty, mediator, police

    /// Leads a grid or keeps a desk: may grant time, call departments, put right. [own]
    package var isAbove: Bool {
        [.gridLeader, .gridInstructor, .villageDuty, .centreDuty, .districtDuty].contains(self)
    }

    /// Who sits at the duty desk of an area of this level; nil where there is no desk.
    package static func duty(at level: AreaLevel) -> PostRole? {
        switch level {
        case .district: .districtDuty
        case .township: .centreDuty
        case .village: .villageDuty
        case .grid, .unit: nil
        }
    }
}
