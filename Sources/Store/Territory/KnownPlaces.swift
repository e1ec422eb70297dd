package import Domain

/// What reports' hints point to, for a whole batch: areas that are there now.
package struct KnownPlaces: Sendable, Equatable {
    /// What the codes that were asked for mean: an ended area's only successor has its place; nil where there are
    /// several.
    private var areas: [AreaCode: AreaCode?] = [:]
    package var households: [Int64: AreaCode] = [:]
    package var rentals: [String: AreaCode] = [:]
    package var devices: [Device.Key: AreaCode] = [:]
    /// The areas of the nearest registered points.
    var points: [SourcePoint: AreaCode] = [:]
    package var homes: [String: AreaCode] = [:]

    package init() {}

    /// The first hint that works, else the source's home area. [domain.md 1.1]
    package func place(of report: IncidentReport) -> IncidentPlace? {
        let hints = report.hints
        if let code = hints.area.flatMap(area(named:)) {
            let exact = hints.household.map { "household:\($0)" } ?? hints.rental.map { "rental:\($0)" } ?? ""
            return IncidentPlace(area: code, exact: exact, rule: .area)
        }
        if let id = hints.household, let code = households[id] {
            return IncidentPlace(area: code, exact: "household:\(id)", rule: .household)
        }
        if let rental = hints.rental, let code = rentals[rental] {
            return IncidentPlace(area: code, exact: "rental:\(rental)", rule: .rental)
        }
        if let device = Device.Key(report), let code = devices[device] {
            return IncidentPlace(area: code, exact: "device:\(device.source)/\(device.id)", rule: .device)
        }
        if let point = SourcePoint(report), let code = points[point] {
            return IncidentPlace(area: code, rule: .coordinates)
        }
        return homes[report.source].map { IncidentPlace(area: $0, rule: .home) }
    }

    mutating func add(_ area: AreaCode, for asked: AreaCode) {
        areas.updateValue(areas[asked] == nil ? area : nil, forKey: asked)
    }

    /// What the longest prefix means that means one area; a code with several successors is one of the area above it.
    func area(named text: String) -> AreaCode? {
        AreaCode.candidates(in: text).lazy.compactMap { areas[$0] ?? nil }.first
    }
}
