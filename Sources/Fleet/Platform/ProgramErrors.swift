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

extension ExitCode {
    /// What an error that ended a program means to its supervisor.
    package init(of error: any Error) {
        switch error {
        case is SettingsErrors, is TemplateErrors: self = .usage
        case is ServiceUnreachable: self = .unreachable
        case is TryAgainLater: self = .tryAgain
        default: self = .defect
        }
    }
}
