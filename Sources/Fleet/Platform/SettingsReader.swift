import Foundation

/// Reads declared settings from their sources, the first source that has one winning, and keeps every problem
/// instead of stopping at the first.
final class SettingsReader {
    private let sources: [SettingsSource]
    private(set) var declared: [SettingDeclaration] = []
    private(set) var problems: [SettingProblem] = []
    /// Names that are parts of other settings' names, where only declarations are wanted.
    let assumedNames: [String]

    /// - Parameters:
    ///   - sources: the strongest first; none to learn what may be set.
    ///   - names: what `names` answers where nobody says anything.
    init(sources: [SettingsSource], names: [String] = []) {
        self.sources = sources
        assumedNames = names
    }

    /// Whether this is only about which settings there are.
    var isDeclaring: Bool { sources.isEmpty }

    /// The parsed value of the setting, or nil if nobody set it or what was set is wrong, which is then a problem.
    /// An empty text counts as not set, because compose files and charts pass unset variables on like that.
    func value<T>(_ declaration: SettingDeclaration, parse: (String) -> T?) -> T? {
        declared.append(declaration)
        guard let found = text(declaration) else { return declaration.fallback.flatMap(parse) }
        if let value = parse(found.text) { return value }
        report(declaration, found.source, value: found.text, expected: declaration.expected)
        return nil
    }

    /// Adds a problem that only shows when several settings are seen together.
    func report(_ key: String, expected: String) {
        problems.append(SettingProblem(name: key, source: "all settings together", expected: expected))
    }

    private func report(_ it: SettingDeclaration, _ source: SettingsSource, value: String?, expected: String) {
        let shown = value.map { it.isSecret ? "***" : maskedUserInfo($0) }
        let problem = SettingProblem(name: source.name(of: it), source: source.label, value: shown, expected: expected)
        problems.append(problem)
    }

    private func text(_ declaration: SettingDeclaration) -> (text: String, source: SettingsSource)? {
        for source in sources {
            do {
                if let text = try source.text(declaration.key), !text.isEmpty { return (text, source) }
            } catch {
                report(declaration, source, value: nil, expected: declaration.expected)
                return nil
            }
        }
        return nil
    }
}

/// Hides the password of an address like `amqp://user:password@host`, for whoever prints a setting that is a URL.
func maskedUserInfo(_ text: String) -> String {
    guard let start = text.range(of: "://"), let end = text.lastIndex(of: "@"), start.upperBound < end else {
        return text
    }
    return text[..<start.upperBound] + "***" + text[end...]
}
