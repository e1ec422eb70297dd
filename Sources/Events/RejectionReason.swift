/// The short codes of refusals: the same word in dead letters, replies, metrics and logs.
package enum RejectionReason: String, Sendable, Equatable, CaseIterable {
    case notCloudEvent
    case batched
    case tooLarge
    case badEncoding
    case badJSON
    case missingAttribute
    case badAttribute
    case badTime
    case badData
    case unknownType
    case unregisteredSource
    case typeNotAllowed

    /// What went wrong, as a sentence begins.
    package var fault: String {
        switch self {
        case .notCloudEvent: "Not a CloudEvent"
        case .batched: "A batch of events"
        case .tooLarge: "Too large"
        case .badEncoding: "Unreadable characters"
        case .badJSON: "Not JSON"
        case .missingAttribute: "Missing attribute"
        case .badAttribute: "Wrong attribute"
        case .badTime: "Unreadable time"
        case .badData: "Wrong data"
        case .unknownType: "Unknown event type"
        case .unregisteredSource: "Unregistered source"
        case .typeNotAllowed: "Type not allowed"
        }
    }

    /// What the publisher or on-call can do about it.
    package var advice: String {
        switch self {
        case .notCloudEvent:
            "Publish with content type application/cloudevents+json, or set the headers cloudEvents_specversion, "
                + "cloudEvents_id, cloudEvents_source and cloudEvents_type."
        case .batched: "Publish each event as a message of its own."
        case .tooLarge: "Send large contents as links under attachments."
        case .badEncoding: "Send UTF-8, or name GB18030 as the charset of the content type."
        case .badJSON: "Correct the JSON at that place and publish again with the same id."
        case .missingAttribute, .badAttribute, .badData: "Set it and publish again with the same id."
        case .badTime: "Write times like 2026-03-02T07:00:00+08:00."
        case .unknownType: "See lianhu publish --check for the types that are read."
        case .unregisteredSource: "Register it with lianhu source add."
        case .typeNotAllowed: "Allow the type for this source with lianhu source."
        }
    }
}
