package import Foundation

/// One message that something happened, as far as it could be read. [domain.md 1.1]
package struct IncidentReport: Sendable, Equatable {
    /// What the publisher is told about his report, though it was taken.
    package enum Problem: String, Sendable {
        case unknownCategory, missingSeverity, unknownSeverity, unknownArea, placeGuessed, clockAhead, missingTime
        case badDueTime, badAttachment, badReporterPhone, badCoordinates
    }

    /// Where it is said to have happened; the first that works counts.
    package struct PlaceHints: Sendable, Equatable {
        package var area: String?
        package var household: Int64?
        package var rental: String?
        package var device: String?
        /// In the datum of the source.
        package var coordinates: Coordinates?

        package init(
            area: String? = nil, household: Int64? = nil, rental: String? = nil, device: String? = nil,
            coordinates: Coordinates? = nil
        ) {
            self.area = area
            self.household = household
            self.rental = rental
            self.device = device
            self.coordinates = coordinates
        }
    }

    package let source: String
    package let eventID: String
    /// The publisher's own reference of the matter.
    package let reference: String?
    /// When it was reported, by the publisher; the time of receipt where he gave none or one that is too far ahead.
    package var at: Date
    package let text: String
    package let category: Category
    package let severity: Severity
    package let hints: PlaceHints
    /// The officer who took the report, if one did.
    package let officer: Int64?
    /// The resident who reported, to be told how it goes.
    package let reporterPhone: PhoneNumber?
    package let problems: [Problem]
    /// When the publisher says that it must be done.
    package var dueAt: Date?
    /// JSON: attachments and what else is kept for people to read; nil if there is nothing.
    package var attached: String?

    package init(
        source: String, eventID: String, reference: String?, at: Date, text: String, category: Category,
        severity: Severity, hints: PlaceHints, officer: Int64?, reporterPhone: PhoneNumber?, problems: [Problem]
    ) {
        self.source = source
        self.eventID = eventID
        self.reference = reference
        self.at = at
        self.text = text
        self.category = category
        self.severity = severity
        self.hints = hints
        self.officer = officer
        self.reporterPhone = reporterPhone
        self.problems = problems
    }
}
