/// Why a line of a table of areas cannot be, seen beside the areas that there are and the other lines.
package struct AreaProblem: Error, Sendable, Equatable {
    /// The part of the line that is meant.
    package enum Field: Sendable { case code, neighbours, validFrom, validTo, successors }

    package let field: Field
    package let reason: String

    init(_ field: Field, _ reason: String) {
        self.field = field
        self.reason = reason
    }
}
