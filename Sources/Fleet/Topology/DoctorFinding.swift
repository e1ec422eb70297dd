/// One thing that is not as it must be, with what mends it.
package struct DoctorFinding: Sendable, Equatable {
    /// How bad it is.
    package enum Weight: String, Sendable {
        /// A needed service cannot be reached or used.
        case outage
        /// It is there and wrong.
        case wrong
        /// Nothing could be said, for lack of rights or settings.
        case unchecked
    }

    /// `broker`, `topology`, `rights`, `database`, `schema`, `clock`, `partitions`, `carrier`.
    package let part: String
    package let weight: Weight
    /// One line.
    package let problem: String
    /// The command or change that mends it.
    package let mend: String

    package init(_ part: String, _ weight: Weight, _ problem: String, mend: String) {
        self.part = part
        self.weight = weight
        self.problem = problem
        self.mend = mend
    }
}

extension ExitCode {
    /// What `doctor` ends with: what could not be checked is no fault.
    package init(_ findings: [DoctorFinding]) {
        if findings.contains(where: { $0.weight == .outage }) {
            self = .unreachable
        } else {
            self = findings.contains { $0.weight == .wrong } ? .defect : .cleanDrain
        }
    }
}
