extension FleetSettings {
    /// Every setting there is, in the order of the table.
    package static let declared = declared(gateways: [])

    /// With the settings of carriers of these names.
    private static func declared(gateways: [String]) -> [SettingDeclaration] {
        let reader = SettingsReader(sources: [], names: gateways)
        _ = FleetSettings(reader)
        return reader.declared
    }

    /// Reads the YAML file (`--config` or `LIANHU_CONFIG`), then the environment, then the flags; later ones win.
    /// - Parameter arguments: without the program's name, flags of settings only.
    /// - Throws: every wrong setting at once.
    package static func load(
        arguments: [String], environment: [String: String]
    ) throws(SettingsErrors) -> FleetSettings {
        var problems: [SettingProblem] = []
        var arguments = arguments
        let path = takeConfig(from: &arguments, &problems) ?? environment["LIANHU_CONFIG"]
        var ignored: [SettingProblem] = []
        let names = SettingsReader(sources: sources(arguments, environment, path, declared, &ignored))
            .names(GatewaySettings.names, "")
        let reader = SettingsReader(
            sources: sources(arguments, environment, path, declared(gateways: names), &problems))
        let settings = FleetSettings(reader)
        problems += reader.problems
        guard problems.isEmpty else { throw SettingsErrors(problems: problems) }
        return settings
    }

    /// The strongest first; which settings there are depends on the carriers' names, so this is read twice.
    private static func sources(
        _ arguments: [String], _ environment: [String: String], _ path: String?, _ declared: [SettingDeclaration],
        _ problems: inout [SettingProblem]
    ) -> [SettingsSource] {
        let sources = [
            SettingsSource.flags(arguments, declared, &problems),
            SettingsSource.environment(environment, declared, &problems),
        ]
        guard let path, !path.isEmpty, let file = SettingsSource.file(path, declared, &problems) else { return sources }
        return sources + [file]
    }

    /// Takes the flags of settings out of a command's arguments, so that the command parses only its own.
    package static func split(arguments: [String]) -> (settings: [String], rest: [String]) {
        var (settings, rest, open) = ([String](), [String](), arguments[...])
        while let argument = open.popFirst() {
            let name = argument.prefix { $0 != "=" }
            let known = declared.first { $0.flag == name }
            guard known != nil || name == "--config" || name.hasPrefix("--gateway-") else {
                rest.append(argument)
                continue
            }
            settings.append(argument)
            let takesValue = name == argument && known?.isSwitch != true
            if takesValue, let value = open.first, !value.hasPrefix("--") {
                settings.append(value)
                open.removeFirst()
            }
        }
        return (settings, rest)
    }

    /// What `--help` prints of the settings.
    package static var help: String {
        """
        Settings come from a YAML file (--config FILE), then from the environment (LIANHU_BROKER_HOSTS …), then from
        flags; later ones win. Secrets may come as LIANHU_…_FILE.

        \(declared.map(\.help).joined(separator: "\n"))
        """
    }

    private static func takeConfig(from arguments: inout [String], _ problems: inout [SettingProblem]) -> String? {
        guard let index = arguments.firstIndex(where: { $0 == "--config" || $0.hasPrefix("--config=") }) else {
            return nil
        }
        let argument = arguments.remove(at: index)
        if argument.hasPrefix("--config=") { return String(argument.dropFirst("--config=".count)) }
        guard index < arguments.count, !arguments[index].hasPrefix("--") else {
            problems.append(SettingProblem(name: "--config", source: "flag", expected: "the path of a YAML file"))
            return nil
        }
        return arguments.remove(at: index)
    }
}
