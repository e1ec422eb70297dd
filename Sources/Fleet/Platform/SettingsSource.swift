import Configuration

/// One place that settings come from: the flags, the environment, or a file.
struct SettingsSource {
    enum Kind { case flags, environment, file }

    let kind: Kind
    /// `flag`, `environment`, or the path of the file: what a problem names.
    let label: String
    let snapshot: any ConfigSnapshot

    /// What the source says for `key`, lists joined by commas; nil if it says nothing.
    func text(_ key: String) throws -> String? {
        let key = AbsoluteConfigKey(key.split(separator: ".").map(String.init))
        do {
            return try snapshot.value(forKey: key, type: .string).value.flatMap { Self.text(of: $0) }
        } catch {
            // A list, or a value with a comma in it, which a flag's provider has split.
            return try snapshot.value(forKey: key, type: .stringArray).value.flatMap { Self.text(of: $0) }
        }
    }

    /// The setting's name as this source spells it.
    func name(of declaration: SettingDeclaration) -> String {
        switch kind {
        case .flags: declaration.flag
        case .environment: declaration.variable
        case .file: declaration.key
        }
    }

    private static func text(of value: ConfigValue) -> String? {
        switch value.content {
        case .string(let text): text
        case .stringArray(let texts): texts.joined(separator: ",")
        default: nil
        }
    }
}
