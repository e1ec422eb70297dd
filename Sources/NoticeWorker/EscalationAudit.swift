package import Domain
import Events
package import Fleet
package import Foundation
import FoundationNetworking
package import Logging
import Metrics
package import Postgres
import ServiceLifecycle
import Store

/// Checks the escalation from outside of it: no due timer stands unfired, no open incident lacks its timers. It lives
/// with the notices, for whoever climbs no ladder cannot be the one to tell it; and when it is silent itself, a watchdog
/// outside misses its heartbeat.
package struct EscalationAudit: Service {
    /// What is wrong.
    package struct Finding: Sendable, Equatable {
        package var unfired = 0
        package var oldest: Date?
        /// Numbers of incidents that should have timers and have none.
        package var untimed: [String] = []
        /// Where, as far as it was looked at.
        package var townships: Set<AreaCode> = []

        package var isClean: Bool { unfired == 0 && untimed.isEmpty }

        package init(unfired: Int = 0, oldest: Date? = nil, untimed: [String] = []) {
            self.unfired = unfired
            self.oldest = oldest
            self.untimed = untimed
        }
    }

    /// Real seconds between two checks, and until a due timer counts as standing still. [own]
    private static let interval: TimeInterval = 30
    private static let unfired = Gauge(label: "lianhu_audit_unfired_timers")
    private static let untimed = Gauge(label: "lianhu_audit_incidents_without_timers")
    private static let checked = Gauge(label: "lianhu_audit_checked_timestamp_seconds")

    private let pool: PostgresPool
    private let clock: FleetClock
    private let policies: PolicyBook
    private let settings: AuditSettings
    private let logger: Logger

    package init(
        pool: PostgresPool, clock: FleetClock, policies: PolicyBook, settings: AuditSettings, logger: Logger
    ) {
        self.pool = pool
        self.clock = clock
        self.policies = policies
        self.settings = settings
        self.logger = logger
    }

    /// Every half minute until the drain. A database that is away makes no heartbeat.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var suspects: Set<Int64> = []
            while !Task.isCancelled {
                do {
                    let finding = try await check(&suspects)
                    if let finding { await tell(finding) }
                } catch {
                    if !Task.isCancelled { logger.warning("the escalation could not be checked: \(error)") }
                }
                try? await Task.sleep(for: .seconds(Self.interval))
            }
        }
    }

    /// One check; nil while another worker makes it.
    /// - Parameter suspects: incidents that had no timers at the last check: what was just opened gets them in a moment.
    package func check(_ suspects: inout Set<Int64>) async throws -> Finding? {
        let now = clock.now()
        let before = now.addingTimeInterval(-Self.interval * clock.speed)
        let last = suspects
        let (finding, untimed) = try await pool.transaction { transaction -> (Finding?, Set<Int64>) in
            guard try await transaction.load(EscalationAuditStore.lock()) else { return (nil, []) }
            let (late, ids) = try await transaction.load(
                EscalationAuditStore.unfired(before: before), EscalationAuditStore.untimed())
            let known = ids.filter(last.contains)
            let (incidents, decided) = try await transaction.load(
                IncidentStore.byID(known, locked: false), TimerDecisionStore.keys(of: known))
            let lacking = incidents.filter { incident in
                !EscalationDecision.timers(
                    for: incident, policy: policies.policy(of: incident), decided: decided[incident.id] ?? []
                ).isEmpty
            }
            var finding = Finding(unfired: late.count, oldest: late.oldest, untimed: lacking.map(\.number).sorted())
            finding.townships = Set(late.townships + lacking.compactMap { $0.area.at(.township) })
            if let told = alarm(finding, at: now), try await isNew(told, in: transaction) {
                transaction.atCommit([
                    OutboxStore.save([told.row()], worker: Worker.notice.rawValue, lease: 0)
                ])
            }
            return (finding, Set(ids))
        }
        suspects = untimed
        return finding
    }

    /// One text an hour to those who run the fleet, else to the desks of the townships. It goes the way of every notice,
    /// not the escalation's.
    private func alarm(_ finding: Finding, at now: Date) -> ToldEvent? {
        let desks = finding.townships.sorted { $0.digits < $1.digits }.prefix(50).map {
            AudienceTerm.post(.centreDuty, $0)
        }
        let audience = settings.phones.isEmpty ? Array(desks) : [.phones(settings.phones)]
        if finding.isClean || audience.isEmpty { return nil }
        let hour = Int64(now.timeIntervalSince1970 / 3600)
        let request = NoticeRequest(
            key: "audit/escalation/\(hour)", purpose: "audit", priority: .emergency, audience: Audience(audience),
            text: Self.text(finding, policies.current.calendar), expiresAt: now.addingTimeInterval(3600))
        let event = NoticeRequestedEvent.event(request, source: "lianhu/notice", id: "\(request.key)/notice", time: now)
        return ToldEvent(event, urgent: true)
    }

    /// Whether this hour's was not asked for yet. One that is published and not yet there is asked for again, and
    /// recognised as the same.
    private func isNew(_ told: ToldEvent, in transaction: PostgresTransaction) async throws -> Bool {
        let (known, waiting) = try await transaction.load(
            NoticeStore.known([told.event.subject ?? ""]), OutboxStore.unpublished(of: [told.row().cause]))
        return known.isEmpty && waiting.isEmpty
    }

    private static func text(_ finding: Finding, _ calendar: WorkingCalendar) -> String {
        let oldest = finding.oldest.map { ",最早应于\(EscalationText.local($0, calendar))" } ?? ""
        let unfired = finding.unfired == 0 ? "" : "\(finding.unfired)个时限到期未处理\(oldest);"
        let first = finding.untimed.prefix(3).joined(separator: "、")
        let untimed = finding.untimed.isEmpty ? "" : "\(finding.untimed.count)件事件没有时限(\(first)等);"
        return "【联户】升级程序异常:\(unfired)\(untimed)请检查lianhu-escalation,并电话督办未受理事件。"
    }

    /// Says in metrics and log what was found; calls the watchdog if that is nothing.
    package func tell(_ finding: Finding) async {
        Self.unfired.record(finding.unfired)
        Self.untimed.record(finding.untimed.count)
        Self.checked.record(Date().timeIntervalSince1970)
        guard finding.isClean else {
            let oldest = finding.oldest.map { RFC3339.text($0) } ?? ""
            return logger.critical(
                "the escalation stands still: is lianhu-escalation running?",
                metadata: [
                    "unfiredTimers": "\(finding.unfired)", "oldest": "\(oldest)",
                    "incidentsWithoutTimers": "\(finding.untimed.count)",
                    "first": "\(finding.untimed.prefix(5).joined(separator: " "))",
                ])
        }
        guard let heartbeat = settings.heartbeat else { return }
        var request = URLRequest(url: heartbeat)
        request.timeoutInterval = 10
        do {
            let (_, response) = try await URLSession.shared.uncancelledData(for: request)
            let status = (response as? HTTPURLResponse)?.statusCode ?? 0
            if !(200..<300).contains(status) { logger.warning("the watchdog answers \(status) to the heartbeat") }
        } catch { logger.warning("the watchdog takes no heartbeat: \(error.localizedDescription)") }
    }
}
