/// One wrong setting: where it was found, what it said, what was expected.
package struct SettingProblem: Equatable, Sendable, CustomStringConvertible {
    /// The name as it was written: `LIANHU_HTTP_PORT`, `--http-port` or `http.port`.
    package let name: String
    /// Where it was found: `flag`, `environment`, or the path of the file.
    package let source: String
    /// What it said, secrets already masked; nil where there is nothing to show.
    package let value: String?
    /// What would have been right, for an operator.
    package let expected: String
    /// The nearest right name, for an unknown one.
    package let suggestion: String?

    init(name: String, source: String, value: String? = nil, expected: String, suggestion: String? = nil) {
        self.name = name
        self.source = source
        self.value = value
        self.expected = expected
        self.suggestion = suggestion
    }

    /// One line, without its end.
    package var description: String {
        var line = "\(name) (\(source)): expected \(expected)"
        if let value { line += ", got \"\(value)\"" }
        if let suggestion { line += "; did you mean \(suggestion)?" }
        return line
    }
}

/// Every wrong setting at once, so that nobody mends one only to hear of the next.
package struct SettingsErrors: Error, Equatable, CustomStringConvertible {
    /// In the order in which they were found: unknown names first.
    package let problems: [SettingProblem]

    /// One line a problem under a heading.
    package var description: String {
        let heading = problems.count == 1 ? "one setting is wrong:" : "\(problems.count) settings are wrong:"
        return ([heading] + problems.map { "  \($0)" }).joined(separator: "\n")
    }
}
