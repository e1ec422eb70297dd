import Domain

/// A point as a source says it, in that source's datum.
struct SourcePoint: Sendable, Hashable {
    let source: String
    let point: Coordinates

    /// Nil for a report without coordinates.
    init?(_ report: IncidentReport) {
        guard let point = report.hints.coordinates else { return nil }
        (source, self.point) = (report.source, point)
    }
}
