package import Domain
package import Foundation

/// Whom the check on the escalation tells, beside logs and metrics.
package struct AuditSettings: Sendable {
    /// Called after each check that found nothing: a watchdog outside raises the alarm when it is called no more.
    package let heartbeat: URL?
    /// Phones of those who run the fleet; without any, the centres' duty desks are told.
    package let phones: [PhoneNumber]

    init(_ reader: SettingsReader) {
        heartbeat = reader.url("audit.heartbeat", "called after each good check of the escalation")
        phones = reader.phones("audit.phones", "told when timers stand still")
    }
}
