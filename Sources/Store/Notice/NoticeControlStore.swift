package import Domain
package import Foundation
package import Postgres

/// Which notices a person means. Everything given must hold.
package struct NoticeFilter: Sendable, Equatable {
    package var key: String?
    /// The beginning of a key: `20260302-117/` is all that was told of that incident.
    package var keyPrefix: String?
    package var purpose: String?
    package var incident: String?
    package var priority: NoticePriority?
    package var since: Date?
    /// Only those with texts that have not gone yet.
    package var isOpen = false
    /// Only these, whatever else is asked for.
    package var keys: [String]?

    package init() {}

    /// Nothing given means everything, which nobody who stops notices can mean.
    package var isEmpty: Bool {
        key == nil && keyPrefix == nil && purpose == nil && incident == nil && priority == nil && since == nil
    }

    var condition: SQL {
        let parts: [SQL?] = [
            key.map { "n.key = \($0)" }, keys.map { "n.key = ANY(\($0))" },
            keyPrefix.map { "starts_with(n.key, \($0))" },
            purpose.map { "n.purpose = \($0)" }, incident.map { "n.incident = \($0)" },
            priority.map { "n.priority = \($0.rawValue)" }, since.map { "n.requested_at >= \($0)" },
            isOpen
                ? """
                n.stopped_at IS NULL AND EXISTS (SELECT FROM delivery d WHERE d.notice_id = n.id
                    AND d.state IN ('pending', 'sending', 'ambiguous'))
                """ : nil,
        ]
        return parts.compactMap { $0 }.reduce("true") { "\(raw: $0) AND \(raw: $1)" }
    }
}

/// What people do to notices that are on their way.
package enum NoticeControlStore {
    /// Stop is for good; what is on hold waits for resume.
    package enum Act: String, Sendable, CaseIterable { case stop, hold, resume }

    /// What an act can have an effect on, without looking at more than one text of each: a broadcast must end at once.
    /// - Parameter emergencies: whether they are meant, too.
    package static func keys(_ act: Act, of filter: NoticeFilter, emergencies: Bool) -> Statement<[String]> {
        let state: SQL =
            switch act {
            case .stop: "true"
            case .hold: "n.held_at IS NULL"
            case .resume: "n.held_at IS NOT NULL"
            }
        let priority: SQL = emergencies ? "true" : "n.priority <> \(NoticePriority.emergency.rawValue)"
        var open = filter
        open.isOpen = true
        return Statement(
            """
            SELECT n.key FROM notice n
            WHERE \(raw: state) AND \(raw: priority) AND \(raw: open.condition) ORDER BY n.id DESC
            """
        ) { result in try result.rows.map { try $0.decode(0, as: String.self) } }
    }

    /// Acts on these notices where it can have an effect; answers with their keys. One row a notice: those that send
    /// read it with each claim, so a broadcast ends with the next claim, however large.
    package static func act(_ act: Act, onKeys keys: [String], at now: Date) -> Statement<[String]> {
        let change: SQL =
            switch act {
            case .stop: "stopped_at = \(now) WHERE stopped_at IS NULL"
            case .hold: "held_at = \(now) WHERE stopped_at IS NULL AND held_at IS NULL"
            case .resume: "held_at = NULL WHERE held_at IS NOT NULL"
            }
        return Statement("UPDATE notice SET \(raw: change) AND key = ANY(\(keys)) RETURNING key") { result in
            try result.rows.map { try $0.decode(0, as: String.self) }
        }
    }

    /// Lets the texts of these notices go that were held by a person; after `act`, in the same transaction.
    package static func release(_ keys: [String], at now: Date) -> SQL {
        """
        UPDATE delivery d SET held = NULL, due_at = \(now) FROM notice n
        WHERE n.key = ANY(\(keys)) AND d.notice_id = n.id AND d.state = 'pending'
            AND d.held = \(NoticeHold.byOperator(until: now).name)
        """
    }
}
