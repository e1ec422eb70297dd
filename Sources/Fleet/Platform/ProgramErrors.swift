/// A service that a program cannot work without stayed unreachable: the program ends with 69.
package struct ServiceUnreachable: Error, Equatable, CustomStringConvertible {
    /// Which, and where: `Postgres at 127.0.0.1:5432`.
    package let service: String
    /// What was seen, in one sentence without secrets.
    package let reason: String

    /// Names the service, its address and what was seen.
    package init(_ service: String, reason: String) {
        self.service = service
        self.reason = reason
    }

    /// One sentence for the operator.
    package var description: String { "\(service) is unreachable: \(reason)" }
}

/// Something that the next start may find mended, like a port that an ending process still holds: 75.
package struct TryAgainLater: Error, Equatable, CustomStringConvertible {
    /// One sentence for the operator.
    package let description: String

    /// - Parameter sentence: what stood in the way.
    package init(_ sentence: String) {
        description = sentence
    }
}

/// What settings lead to cannot work, everything of it at once: 64.
package struct UnusableSettings: Error, Equatable, CustomStringConvertible {
    /// What cannot be used: `the templates`, `the carrier main`.
    package let subject: String
    package let problems: [String]

    /// - Parameter problems: a sentence each.
    package init(_ subject: String, _ problems: [String]) {
        self.subject = subject
        self.problems = problems
    }

    /// One line a problem under a heading.
    package var description: String {
        (["\(subject) cannot be used:"] + problems.map { "  \($0)" }).joined(separator: "\n")
    }
}

extension ExitCode {
    /// What an error that ended a program means to its supervisor.
    package init(of error: any Error) {
        switch error {
        case is SettingsErrors, is UnusableSettings: self = .usage
        case is ServiceUnreachable: self = .unreachable
        case is TryAgainLater: self = .tryAgain
        default: self = .defect
        }
    }
}
