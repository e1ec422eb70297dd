/// Which departments lead matters of a category, and where: one department leads a matter. [R2]
package struct LeadDepartments: Sendable, Equatable {
    private struct Lead: Sendable, Equatable {
        /// Nil: everywhere.
        let area: AreaCode?
        let department: String
    }

    private var leads: [Category: [Lead]] = [:]

    package init() {}

    /// Adds one; nil for an area is all of the territory.
    package mutating func add(_ department: String, leading category: Category, in area: AreaCode?) {
        leads[category, default: []].append(Lead(area: area, department: department))
    }

    /// The one whose area is the nearest that `place` is in, else that of all the territory; nil if there is none. Where
    /// a reform made two areas one and each had its own, the first by name.
    package func lead(of category: Category, at place: AreaCode) -> String? {
        let path = place.path
        return (leads[category] ?? [])
            .filter { lead in lead.area.map(path.contains) ?? true }
            .min { left, right in
                let (near, far) = (left.area?.level.digits ?? 0, right.area?.level.digits ?? 0)
                return near == far ? left.department < right.department : near > far
            }?.department
    }
}
