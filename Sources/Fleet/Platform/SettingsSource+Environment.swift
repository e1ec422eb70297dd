import Configuration
import Foundation

extension SettingsSource {
    /// The variables that begin with `LIANHU_`, those of `…_FILE` read from their files.
    static func environment(
        _ all: [String: String], _ declared: [SettingDeclaration], _ problems: inout [SettingProblem]
    ) -> Self {
        var variables = all.filter { $0.key.hasPrefix("LIANHU_") }
        for secret in declared where secret.isSecret {
            readFile(of: secret, &variables, &problems)
        }
        problems += unknown(variables, declared)
        let provider = EnvironmentVariablesProvider(environmentVariables: variables).prefixKeys(with: "lianhu")
        return SettingsSource(kind: .environment, label: "environment", snapshot: provider.snapshot())
    }

    private static func readFile(
        of secret: SettingDeclaration, _ variables: inout [String: String], _ problems: inout [SettingProblem]
    ) {
        let name = secret.variable + "_FILE"
        guard let path = variables.removeValue(forKey: name), !path.isEmpty else { return }
        func add(_ expected: String) {
            problems.append(SettingProblem(name: name, source: "environment", value: path, expected: expected))
        }
        guard variables[secret.variable, default: ""].isEmpty else {
            return add("\(secret.variable) not to be set too")
        }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return add("a readable text file") }
        variables[secret.variable] = text.trimmingCharacters(in: .newlines)
    }

    private static func unknown(_ variables: [String: String], _ declared: [SettingDeclaration]) -> [SettingProblem] {
        let known = declared.map(\.variable)
        return variables.keys.sorted().compactMap { name in
            guard !known.contains(name), !isForeign(name, variables[name, default: ""]) else { return nil }
            let near = nearestName(to: name, among: known)
            return SettingProblem(name: name, source: "environment", expected: "a known setting", suggestion: near)
        }
    }

    /// Variables that share our prefix and are nobody's mistake: the tests' servers, and those that Kubernetes gives
    /// every container for a service called `lianhu-…`.
    private static func isForeign(_ name: String, _ value: String) -> Bool {
        name == "LIANHU_CONFIG" || name.hasPrefix("LIANHU_TEST_") || name.contains("_SERVICE_")
            || name.contains(/_PORT_[0-9]+_(TCP|UDP)/) || value.hasPrefix("tcp://") || value.hasPrefix("udp://")
    }
}
