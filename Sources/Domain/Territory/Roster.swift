/// Who holds which posts where, for the areas that a decision looks at.
package struct Roster: Sendable, Equatable {
    /// One person in one post, and whether he is away at the moment asked about.
    package struct Holder: Sendable, Equatable {
        package let officer: Int64
        package let name: String
        package let phone: String
        package let away: Bool
        /// His own working hours; nil for the township's. [R3]
        package let hours: DutyHours?

        package init(officer: Int64, name: String, phone: String, away: Bool, hours: DutyHours? = nil) {
            self.officer = officer
            self.name = name
            self.phone = phone
            self.away = away
            self.hours = hours
        }

        /// Whether he is asked about a matter of this severity at this moment: while the township works, outside his own
        /// hours he counts as absent; an emergency ignores hours. [own]
        func isAsked(about severity: Severity, at moment: DutyMoment) -> Bool {
            severity == .emergency || !moment.isOff(hours)
        }
    }

    /// A post's place in the territory.
    package struct Post: Sendable, Hashable {
        package let area: AreaCode
        package let role: PostRole

        package init(area: AreaCode, role: PostRole) {
            self.area = area
            self.role = role
        }
    }

    private var holders: [Post: [Holder]] = [:]
    private var neighbours: [AreaCode: [AreaCode]] = [:]

    package init() {}

    /// Adds one holder; the order of adding is the order of asking.
    package mutating func add(_ holder: Holder, as post: Post) { holders[post, default: []].append(holder) }

    /// Makes `other` adjacent to `grid`: its officer is the B role there.
    package mutating func add(neighbour other: AreaCode, of grid: AreaCode) {
        neighbours[grid, default: []].append(other)
    }

    /// Those who hold the post and are not away.
    package func present(_ role: PostRole, in area: AreaCode?) -> [Holder] {
        guard let area else { return [] }
        return (holders[Post(area: area, role: role)] ?? []).filter { !$0.away }
    }

    /// All who hold the post, away or not.
    package func all(_ role: PostRole, in area: AreaCode?) -> [Holder] {
        guard let area else { return [] }
        return holders[Post(area: area, role: role)] ?? []
    }

    /// The officers of adjacent grids who are there, nearest first. [R4, A/B roles]
    package func standIns(for grid: AreaCode) -> [Holder] {
        (neighbours[grid] ?? []).flatMap { present(.gridOfficer, in: $0) }
    }

    /// The posts that somebody holds at this place or above it; none if he is not known here.
    package func posts(of officer: Int64, over place: AreaCode) -> [PostRole] {
        let path = Set(place.path)
        let held = holders.filter { post, people in
            path.contains(post.area) && people.contains { $0.officer == officer }
        }
        return PostRole.allCases.filter { role in held.keys.contains { $0.role == role } }
    }

    /// The holder with this id, in whatever post.
    package func officer(_ id: Int64) -> Holder? {
        holders.values.lazy.flatMap { $0 }.first { $0.officer == id }
    }
}
