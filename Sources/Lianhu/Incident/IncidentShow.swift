import ArgumentParser
import Fleet
import Store

/// `lianhu incident show`
struct IncidentShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "An incident: who has it and until when, and everything that happened to it.",
        discussion: """
            The history stands in the order in which it is read, whatever the order in which it came; ✗ marks what does \
            not count, with the reason. Telephone and identity numbers are masked.

            EXAMPLES
              lianhu incident show 20260302-117
              lianhu incident show 20260302-117 --json
            """)

    @Argument(help: "The number, such as 20260302-117.") var number: String
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext()
        try await context.waitForDatabase()
        guard let dossier = try await IncidentDossier.load(number, context) else {
            throw CommandFailure(.usage, "there is no incident \(number.plain); see `lianhu incident list --all`")
        }
        if output.json { return Terminal.print(json: dossier.json) }
        IncidentPage(dossier: dossier, times: context.times).show()
    }
}
