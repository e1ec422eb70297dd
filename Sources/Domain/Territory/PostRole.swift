/// A post that an officer holds in an area. [domain.md, Vocabulary]
package enum PostRole: String, Sendable, CaseIterable {
    case unitLeader, gridOfficer, gridLeader, gridInstructor, newcomerLiaison
    case villageDuty, centreDuty, districtDuty, mediator, police
}
