import Configuration

extension SettingsSource {
    /// The flags, checked by name first: the library's provider takes unknown ones silently.
    static func flags(_ arguments: [String], _ declared: [SettingDeclaration], _ problems: inout [SettingProblem])
        -> Self
    {
        var scan = FlagScan(declared: declared)
        scan.run(arguments)
        problems += scan.problems
        let pairs = scan.values.map { "\($0.key)=\($0.value)" }
        let snapshot = CommandLineArgumentsProvider(arguments: ["program"] + pairs).snapshot()
        return SettingsSource(kind: .flags, label: "flag", snapshot: snapshot)
    }
}

/// Reads `--name value`, `--name=value` and `--switch`, and says what is wrong with the rest.
struct FlagScan {
    let declared: [SettingDeclaration]
    private(set) var values: [String: String] = [:]
    private(set) var problems: [SettingProblem] = []

    init(declared: [SettingDeclaration]) {
        self.declared = declared
    }

    /// Takes the arguments without the program's name; each finds its place or becomes a problem.
    mutating func run(_ arguments: [String]) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let known = declared.first(where: { $0.flag == parts[0] }) else {
                refuse(parts[0])
                // Its value would only be a second complaint about the same mistake.
                if parts.count == 1, argument.hasPrefix("--") { skipValue(&rest) }
                continue
            }
            take(known, parts.count == 2 ? parts[1] : value(for: known, from: &rest))
        }
    }

    private mutating func take(_ known: SettingDeclaration, _ value: String?) {
        guard let value else { return add(known.flag, "a value: \(known.expected)") }
        guard values.updateValue(value, forKey: known.flag) == nil else { return add(known.flag, "to be given once") }
    }

    private func value(for known: SettingDeclaration, from rest: inout ArraySlice<String>) -> String? {
        if known.isSwitch, !["true", "false"].contains(rest.first) { return "true" }
        guard let next = rest.first, !next.hasPrefix("--") else { return nil }
        return rest.popFirst()
    }

    private func skipValue(_ rest: inout ArraySlice<String>) {
        if let next = rest.first, !next.hasPrefix("--") { rest.removeFirst() }
    }

    private mutating func refuse(_ name: String) {
        let near = nearestName(to: name, among: declared.map(\.flag) + ["--config", "--help"])
        add(name, name.hasPrefix("--") ? "a known flag" : "a flag", near)
    }

    private mutating func add(_ name: String, _ expected: String, _ suggestion: String? = nil) {
        problems.append(SettingProblem(name: name, source: "flag", expected: expected, suggestion: suggestion))
    }
}
