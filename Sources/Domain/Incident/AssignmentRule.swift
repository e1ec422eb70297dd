/// The rule that decided who has an incident; its name is kept with the decision. [domain.md 1.3]
package enum AssignmentRule: String, Sendable, CaseIterable {
    /// The officer who took the report owns it. [R4, 首问负责]
    case firstAsked
    /// The grid's own officer.
    case gridOfficer
    /// The adjacent grid's officer: the grid is empty or its officer away. [R4, A/B roles; R3, empty grids]
    case adjacentOfficer
    case gridLeader
    case villageDuty
    case centreDuty
    case districtDuty
    /// Out of hours the village's duty team has it; what is no emergency is handed over in the morning. [R4]
    case outOfHours
    /// An emergency: A and B together. [R4, 紧急问题由相邻网格员共同处理]
    case emergencyJoint
    /// A dispute goes to the village's mediators. [domain.md 1.3]
    case mediator
    /// Filed at night, handed over when the working day opened. [R4]
    case handedOver
    /// Somebody was asked to take it, and accepted. [R4]
    case transferred
    /// Somebody who had been told of it took it on.
    case tookOver
    /// It had to begin again: one level up. [own]
    case oneLevelUp
    /// Nobody holds any post: the centre's desk, and an alarm.
    case nobody
}
