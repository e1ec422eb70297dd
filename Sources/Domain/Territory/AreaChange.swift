/// What a line of a table of areas does.
package struct AreaChange: Sendable, Equatable {
    /// The known area that the line means; nil for a new one.
    package let known: KnownArea?
    package let area: Area

    /// Those that have the area's place after its end, by this line or an earlier one.
    package var successors: [AreaCode] { area.successors.isEmpty ? known?.successors ?? [] : area.successors }

    /// Whether the line ends a known area, or names successors that nobody had named.
    package var isEnding: Bool {
        guard let known, let end = area.validTo else { return false }
        return known.to != end || known.successors.isEmpty && !area.successors.isEmpty
    }
}
