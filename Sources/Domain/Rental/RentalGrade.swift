/// How safe a let house was found; the cycle of its inspections follows from it. [domain.md 4]
package enum RentalGrade: String, Sendable, CaseIterable {
    case green, yellow, red

    /// Days from one inspection to the next. [own]
    package var cycleDays: Int {
        switch self {
        case .green: 180
        case .yellow: 90
        case .red: 30
        }
    }

    /// Higher is worse.
    var badness: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
