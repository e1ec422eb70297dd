/// Which deliveries go first, and which wait for the morning.
package enum NoticePriority: String, Sendable, CaseIterable {
    case emergency, urgent, normal

    /// Lower goes first.
    package var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    package init(_ severity: Severity) {
        switch severity {
        case .emergency: self = .emergency
        case .urgent: self = .urgent
        case .normal, .low: self = .normal
        }
    }
}
