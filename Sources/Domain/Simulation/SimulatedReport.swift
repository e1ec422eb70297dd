/// One report of a made-up day, and what officers and residents do about it. Times are seconds after local midnight.
package struct SimulatedReport: Sendable, Equatable {
    /// What it belongs to.
    package enum Part: String, Sendable, CaseIterable {
        /// The ordinary day.
        case day
        /// Ten minutes in which everybody reports.
        case storm
        /// One fire that a whole neighbourhood reports.
        case fire
        /// Emergencies that must not wait behind the storm.
        case amidst
    }

    /// What is done about it, as far as anything is.
    package struct Fate: Sendable, Equatable {
        package internal(set) var officer: Int64?
        package internal(set) var accepted: Double?
        package internal(set) var resolved: Double?
        package internal(set) var visited: Double?
        /// The return visit's mark, 1 to 5.
        package internal(set) var score: Int64 = 5
    }

    package let second: Double
    package let part: Part
    package let source: String
    package let area: AreaCode
    package let category: Category
    package let severity: Severity
    package let text: String
    /// The officer who took it, if one did.
    package internal(set) var officer: Int64?
    /// The resident's, if one left it.
    package internal(set) var phone: String?
    package internal(set) var fate = Fate()
}
