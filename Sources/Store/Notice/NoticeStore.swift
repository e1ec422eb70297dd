package import Domain
package import Foundation
package import Postgres

/// A notice that was asked for the first time, with what was decided about it.
package struct NewNotice: Sendable {
    package let request: NoticeRequest
    /// The event that asks.
    package let cause: EventKey
    /// Why its deliveries wait; nil when they may go now.
    package let hold: NoticeHold?
    package let segments: Int
    /// The audience as it stood on the wire.
    package let audience: JSONText

    package init(request: NoticeRequest, cause: EventKey, hold: NoticeHold?, segments: Int, audience: JSONText) {
        self.request = request
        self.cause = cause
        self.hold = hold
        self.segments = segments
        self.audience = audience
    }
}

/// Notices: what was asked to be told, each key once.
package enum NoticeStore {
    /// Of these keys, those that are notices already.
    package static func known(_ keys: [String]) -> Statement<Set<String>> {
        Statement("SELECT key FROM notice WHERE key = ANY(\(keys))") { result in
            Set(try result.rows.map { try $0.decode(0, as: String.self) })
        }
    }

    /// Saves notices; a key that another replica has saved meanwhile stays as that one has it.
    /// Sorted by key, so that replicas never wait for one another in a circle.
    package static func insert(_ notices: [NewNotice], at now: Date) -> SQL {
        let requests = notices.map(\.request)
        return """
            INSERT INTO notice (key, cause, purpose, priority, audience, text, incident, requested_at, not_before,
                                expires_at, question, expand_at, stages)
            SELECT key, cause, purpose, priority, audience, text, incident, \(now), not_before, expires_at, question,
                CASE WHEN is_large THEN \(now)::timestamptz END, string_to_array(stages, ',')
            FROM unnest(\(requests.map(\.key)), \(notices.map(\.cause.bytes)), \(requests.map(\.purpose)),
                        \(requests.map(\.priority.rawValue)), \(notices.map(\.audience)), \(requests.map(\.text)),
                        \(requests.map(\.incident)), \(requests.map(\.notBefore)), \(requests.map(\.expiresAt)),
                        \(requests.map { $0.question?.rawValue }), \(requests.map(\.audience.isLarge)),
                        \(requests.map(stages)))
                 AS v (key, cause, purpose, priority, audience, text, incident, not_before, expires_at,
                    question, is_large, stages)
            ORDER BY key
            ON CONFLICT (key) DO NOTHING
            """
    }

    private static func stages(_ request: NoticeRequest) -> String? {
        request.stages.isEmpty ? nil : request.stages.map(\.rawValue).joined(separator: ",")
    }
}
