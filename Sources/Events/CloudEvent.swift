package import Foundation

/// An event by CloudEvents 1.0 with JSON data. What it says is still only claimed: the wire types of each event
/// parse `data` into the domain.
package struct CloudEvent: Sendable, Equatable {
    /// The publisher's, the same across his retries; with `source` it is the event's identity.
    package var id: String
    /// Who publishes it, as registered.
    package var source: String
    /// What happened, such as `incident.reported`.
    package var type: String
    /// The publisher's own reference of the incident, rental or notice.
    package var subject: String?
    /// Nil when the publisher gave none.
    package var time: Date?
    /// Carries the edition of the data.
    package var dataSchema: String?
    /// A JSON media type without charset.
    package var dataContentType: String
    /// By lower-case name; values of other types stand as their text. Unknown ones travel on.
    package var extensions: [String: String]
    /// Null when there is none.
    package var data: JSON

    /// Nothing is checked here: `decode` checks.
    package init(
        id: String, source: String, type: String, subject: String? = nil, time: Date? = nil,
        dataSchema: String? = nil, dataContentType: String = "application/json",
        extensions: [String: String] = [:], data: JSON = .null
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time
        self.dataSchema = dataSchema
        self.dataContentType = dataContentType
        self.extensions = extensions
        self.data = data
    }

    /// Bytes of a message's body.
    package static let sizeLimit = 256 * 1024
}

extension CloudEvent {
    /// W3C trace context, as it came.
    package var traceParent: String? { extensions["traceparent"] }
    /// W3C trace context, as it came.
    package var traceState: String? { extensions["tracestate"] }
    /// Ties an answer to its question.
    package var correlationID: String? { extensions["correlationid"] }
    /// When the event stops mattering; nil when absent or unreadable.
    package var expiryTime: Date? { extensions["expirytime"].flatMap(RFC3339.date) }
    /// When an upstream system recorded it; nil when absent or unreadable.
    package var recordedTime: Date? { extensions["recordedtime"].flatMap(RFC3339.date) }
}
