import ArgumentParser
import Domain
import Events

/// What an amendment puts right.
struct IncidentAmendment: ParsableArguments {
    @Option(help: "For an amendment: the code of the area where it really is.") var area: String?
    @Option(help: "For an amendment: what it is about.") var category: String?
    @Option(help: "For an amendment: low, normal, urgent or emergency.") var severity: String?

    func validate(for act: IncidentActCommand.Act) throws {
        let isEmpty = area == nil && category == nil && severity == nil
        guard isEmpty == (act != .amend) else {
            throw ValidationError("--area, --category and --severity belong to amend, and it needs one of them")
        }
        if let area, AreaCode(area) == nil {
            throw ValidationError("--area must be a code of 6, 9, 12, 15 or 18 digits")
        }
        try Self.check(category, Category.self, "--category")
        try Self.check(severity, Severity.self, "--severity")
    }

    func write(to data: inout JSONObject) {
        if let area { data["place"] = ["area": .string(area)] }
        if let category { data["category"] = .string(category) }
        if let severity { data["severity"] = .string(severity) }
    }

    private static func check<Word: RawRepresentable & CaseIterable>(
        _ text: String?, _ type: Word.Type, _ name: String
    ) throws where Word.RawValue == String {
        guard let text, Word(rawValue: text) == nil else { return }
        throw ValidationError("\(name) must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
    }
}
