package import Foundation

/// A name under which at most one incident stands at a time. [domain.md 1.2]
package struct DuplicateKey: Sendable, Hashable {
    package let name: String
    /// The first report and the end of the window in which another counts as the same matter.
    package let window: Range<Date>

    /// The upstream's own reference: the same matter for ever.
    package static func reference(_ reference: String, source: String, at: Date) -> DuplicateKey {
        DuplicateKey(
            name: referenceName(reference, source: source), window: min(at, .distantFuture)..<Date.distantFuture)
    }

    /// The name alone, for looking up: an act may bear any time at all.
    package static func referenceName(_ reference: String, source: String) -> String {
        "reference\u{1}\(source)\u{1}\(reference)"
    }

    /// The same category at the same place within the category's window.
    package static func place(_ sameness: String, category: Category, at: Date, window: TimeInterval) -> DuplicateKey {
        DuplicateKey(name: "place\u{1}\(category.rawValue)\u{1}\(sameness)", window: at..<at.addingTimeInterval(window))
    }

    /// The keys of a report at its place, the surest first.
    package static func keys(of report: IncidentReport, at place: IncidentPlace, policy: Policy) -> [DuplicateKey] {
        var keys: [DuplicateKey] = []
        if let reference = report.reference {
            keys.append(.reference(reference, source: report.source, at: report.at))
        }
        if let sameness = place.sameness {
            let window = policy.duplicateWindow(report.category)
            keys.append(.place(sameness, category: report.category, at: report.at, window: window))
        }
        return keys
    }
}
