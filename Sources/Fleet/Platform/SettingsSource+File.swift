import Configuration
import Foundation
import Loop

extension SettingsSource {
    /// The YAML file at `path`, or nil if there is nothing to read in it; what is wrong with it goes to `problems`.
    static func file(_ path: String, _ declared: [SettingDeclaration], _ problems: inout [SettingProblem]) -> Self? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            let expected = "a readable YAML file in UTF-8"
            problems.append(SettingProblem(name: "--config", source: "flag", value: path, expected: expected))
            return nil
        }
        guard !isEmpty(text) else { return nil }
        let names = NameList()
        do {
            let snapshot = try unsafe YAMLSnapshot(
                data: Array(text.utf8).span.bytes, providerName: path, parsingOptions: options(collecting: names))
            problems += unknown(names.all, path, declared)
            return SettingsSource(kind: .file, label: path, snapshot: snapshot)
        } catch {
            problems.append(SettingProblem(name: "YAML", source: path, expected: "settings as a mapping: \(error)"))
            return nil
        }
    }

    /// The library does not tell which keys a file has, but asks about each whether it is secret. All are said to be,
    /// so that nothing of the file is ever printed by it.
    private static func options(collecting names: NameList) -> YAMLSnapshot.ParsingOptions {
        let specifier = SecretsSpecifier<String, Void>.dynamic { key, _ in
            names.append(key)
            return true
        }
        return YAMLSnapshot.ParsingOptions(secretsSpecifier: specifier)
    }

    private static func unknown(_ names: [String], _ path: String, _ declared: [SettingDeclaration]) -> [SettingProblem]
    {
        let known = declared.map(\.key)
        return names.sorted().filter { !known.contains($0) }.map { name in
            let near = nearestName(to: name, among: known)
            return SettingProblem(name: name, source: path, expected: "a known setting", suggestion: near)
        }
    }

    /// A template whose every line is a comment is a mapping of nothing, which the library refuses.
    private static func isEmpty(_ text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).allSatisfy { line in
            let line = line.drop(while: \.isWhitespace)
            return line.isEmpty || line.hasPrefix("#") || line == "---"
        }
    }
}

/// Names seen while parsing. `@unchecked Sendable` because the lock guards the list.
private final class NameList: @unchecked Sendable {
    private let lock = Lock()
    private var names: [String] = []

    var all: [String] { lock.withLock { names } }

    func append(_ name: String) { lock.withLock { names.append(name) } }
}
