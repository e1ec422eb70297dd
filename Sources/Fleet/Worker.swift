/// The four kinds of worker, and what each one's objects in the broker are called. [contracts.md, RabbitMQ]
package enum Worker: String, Sendable, CaseIterable {
    case intake, notice, escalation, inspection

    package var program: String { "lianhu-\(rawValue)" }

    /// The queue of its ordinary or of its urgent events.
    package func queue(urgent: Bool) -> String { urgent ? "lianhu.\(rawValue).urgent" : "lianhu.\(rawValue)" }

    package var deadQueue: String { "lianhu.\(rawValue).dead" }

    /// The queue of one level of its retry ladder: `5s` of `lianhu.intake.retry.5s`.
    package func retryQueue(_ delay: String) -> String { "lianhu.\(rawValue).retry.\(delay)" }

    /// What it is told of: event types, bound as `<type>.#` and `urgent.<type>.#`.
    package var types: [String] {
        switch self {
        case .intake:
            [
                "incident.reported", "incident.accepted", "incident.declined", "incident.progressed",
                "incident.resolved", "incident.transferred", "incident.extended", "incident.reopened",
                "incident.cancelled", "incident.amended", "incident.paused", "incident.resumed", "visit.recorded",
                "mediation.recorded", "incident.escalated",
            ]
        case .notice: ["notice.requested", "notice.receipted", "notice.replied"]
        case .escalation:
            ["incident.opened", "incident.merged", "incident.assigned", "incident.changed", "incident.closed"]
        case .inspection:
            [
                "rental.applied", "rental.accepted", "rental.refused", "rental.registered", "rental.suspended",
                "rental.withdrawn", "tenancy.checkedIn", "tenancy.checkedOut", "inspection.recorded",
                "hazard.rectified", "declaration.submitted", "duty.performed",
            ]
        }
    }
}
