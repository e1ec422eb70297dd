import ArgumentParser

/// `lianhu incident`: incidents and their histories.
struct IncidentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident", abstract: "List incidents, show one with its history, or act on it.",
        subcommands: [IncidentList.self, IncidentShow.self, IncidentActCommand.self])
}
