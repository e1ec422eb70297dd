package import Domain
package import Foundation

/// `notice.delivered` and `notice.failed`, told once each for a delivery; without phone number and text.
package enum NoticeSettledEvent {
    package static let source = "lianhu/notice"

    /// The event with its deterministic id.
    package static func event(_ delivery: SettledDelivery, at time: Date) -> CloudEvent {
        let ending = delivery.isDelivered ? "delivered" : "failed"
        var data = JSONObject()
        data["notice"] = .string(delivery.notice)
        data["purpose"] = .string(delivery.purpose)
        data["delivery"] = .int(delivery.id)
        data["gateway"] = delivery.gateway.map(JSON.string)
        data["segments"] = .int(Int64(delivery.segments))
        data["incident"] = delivery.incident.map(JSON.string)
        data["problem"] = delivery.problem.map(JSON.string)
        data["at"] = .string(RFC3339.text(time))
        return CloudEvent(
            id: "\(delivery.id)/\(ending)", source: source, type: "notice.\(ending)", subject: delivery.notice,
            time: time, data: .object(data))
    }
}
