/// How long may pass, and who is told then.
package struct PolicyLimits: Sendable, Equatable {
    /// Until somebody has accepted.
    package var accept: PolicyLimit
    /// Until whoever accepted does something: an acknowledgement expires. Nil: it does not.
    package var handle: PolicyLimit?
    /// Until it is resolved.
    package var resolve: PolicyLimit
    /// Until the resident was asked; once more until the matter is closed.
    package var visit: PolicyLimit
    /// Until all the neighbours that were called have answered; then it is told who has not. Nil: nobody counts them.
    package var answers: PolicyLimit?
    /// From one rung to the next; what starts it is the rung before.
    package var step: PolicyLimit
    /// Who is told at each rung, from the first missed deadline up.
    package var ladder: [LadderStep]

    package init(
        accept: PolicyLimit, handle: PolicyLimit? = nil, resolve: PolicyLimit, visit: PolicyLimit,
        answers: PolicyLimit? = nil, step: PolicyLimit, ladder: [LadderStep] = LadderStep.standard
    ) {
        self.accept = accept
        self.handle = handle
        self.resolve = resolve
        self.visit = visit
        self.answers = answers
        self.step = step
        self.ladder = ladder
    }

    /// Of what is neither urgent nor an emergency.
    package static let ordinary = PolicyLimits(
        accept: PolicyLimit(2 * 3600, .workingHours, from: .asked),
        resolve: PolicyLimit(24 * 3600, .workingHours, from: .assigned),
        visit: PolicyLimit(24 * 3600, .workingHours, from: .resolved),
        step: PolicyLimit(2 * 3600, .workingHours, from: .asked))

    package static let standard: [Severity: PolicyLimits] = [
        .emergency: PolicyLimits(
            accept: PolicyLimit(300, .wall, from: .asked), handle: PolicyLimit(7200, .wall, from: .accepted),
            resolve: PolicyLimit(4 * 3600, .wall, from: .assigned),
            visit: PolicyLimit(24 * 3600, .wall, from: .resolved),
            answers: PolicyLimit(600, .wall, from: .assigned), step: PolicyLimit(300, .wall, from: .asked)),
        .urgent: PolicyLimits(
            accept: PolicyLimit(1800, .wall, from: .asked), resolve: PolicyLimit(8 * 3600, .wall, from: .assigned),
            visit: PolicyLimit(24 * 3600, .workingHours, from: .resolved),
            step: PolicyLimit(1800, .wall, from: .asked)),
        .normal: ordinary,
        .low: ordinary,
    ]
}

/// Who is told when the step before was not enough: a post of the net, and those told beside it.
package struct LadderStep: Sendable, Equatable {
    /// In the order of the policy; the first gives the step its name.
    package let rungs: [Rung]
    /// The department that leads the category is told too. [R4, 中心吹哨、部门报到]
    package let callsDepartment: Bool

    /// - Parameter rungs: at least one.
    package init(_ rungs: [Rung], callsDepartment: Bool = false) {
        self.rungs = rungs
        self.callsDepartment = callsDepartment
    }

    /// As histories and other systems say it.
    package var name: String { rungs.first?.rawValue ?? "department" }

    /// The people of this step, who are there.
    func people(place: AreaCode, responsible: Responsible, roster: Roster) -> [Roster.Holder] {
        rungs.flatMap { $0.people(place: place, responsible: responsible, roster: roster) }
    }

    /// One post after the other, from the officer up; the leading department beside the township's centre. [own]
    package static let standard: [LadderStep] = Rung.allCases.map { LadderStep([$0]) }
}
