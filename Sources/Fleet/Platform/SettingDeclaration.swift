/// What is known about one setting before anybody has set it: enough for `--help` and for judging names.
package struct SettingDeclaration: Equatable, Sendable {
    /// The dotted name, as in the YAML file: `broker.virtualHost`.
    package let key: String
    /// What a right value looks like.
    package let expected: String
    /// The value that holds when nobody says otherwise; nil for none.
    package let fallback: String?
    /// What the setting is for, in a few words.
    package let purpose: String
    /// Never printed, and may come from a file named by `…_FILE`.
    package let isSecret: Bool
    /// On or off: as a flag it needs no value.
    package let isSwitch: Bool

    /// The flag: `--broker-virtual-host`.
    package var flag: String {
        "--" + words.joined(separator: "-")
    }

    /// The environment variable: `LIANHU_BROKER_VIRTUAL_HOST`.
    package var variable: String {
        (["LIANHU"] + words.map { $0.uppercased() }).joined(separator: "_")
    }

    /// One line of `--help`.
    package var help: String {
        let fallback = fallback.map { " (default \($0))" } ?? ""
        return "  \(flag)  \(purpose): \(expected)\(fallback)"
    }

    private var words: [String] {
        key.split(separator: ".").flatMap { Self.words(ofCamelCase: $0) }
    }

    private static func words(ofCamelCase component: Substring) -> [String] {
        var words: [String] = []
        for character in component {
            if character.isUppercase || words.isEmpty { words.append("") }
            words[words.count - 1].append(contentsOf: character.lowercased())
        }
        return words
    }
}
