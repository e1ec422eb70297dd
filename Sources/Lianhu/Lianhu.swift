import ArgumentParser
import Events
import Fleet
import Foundation
import Glibc

/// The program: settings' flags are taken out first, for they are the same for every subcommand and every worker.
@main
enum LianhuProgram {
    static func main() async {
        // A reader that has gone away, as `| head` does, is no reason for a signal's death.
        signal(SIGPIPE, SIG_IGN)
        let (settings, rest) = FleetSettings.split(arguments: Array(CommandLine.arguments.dropFirst()))
        await CommandContext.$settingArguments.withValue(settings) {
            await run(rest)
        }
    }

    private static func run(_ arguments: [String]) async {
        do {
            var command = try LianhuCommand.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            finish(error)
        }
    }

    /// Says what is wrong and what to do on standard error, and ends with the code of contracts.md.
    private static func finish(_ error: any Error) -> Never {
        if let quiet = error as? CommandExit { exit(quiet.code.rawValue) }
        // Help and wrong usage are the parser's to print; it calls any other error a plain failure.
        if LianhuCommand.exitCode(for: error) != .failure { LianhuCommand.exit(withError: error) }
        let failure = CommandFailure(explaining: error)
        Terminal.complain(failure.description)
        exit(failure.code.rawValue)
    }
}

/// `lianhu`: the fleet's command for people.
struct LianhuCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lianhu",
        abstract: "Looks after a Lianhu fleet: sets it up, says how it is, finds what became of a message.",
        discussion: """
            Settings (--config FILE, LIANHU_… in the environment, or flags such as --broker-hosts) are those of the \
            workers; `lianhu settings` lists them.

            EXAMPLES
              lianhu setup                              make queues and tables
              lianhu doctor                             what is wrong, and what mends it
              lianhu publish report.json                publish an event
              lianhu dead list                          what could not be processed, by cause
              lianhu dead replay --reason badData --because "mapping corrected" --operator wang
            """,
        subcommands: [
            SetupCommand.self, DoctorCommand.self, StatusCommand.self, PublishCommand.self, IncidentCommand.self,
            NoticeCommand.self, GatewayCommand.self, TraceCommand.self, ProgressCommand.self, SourceCommand.self,
            OfficerCommand.self, ImportCommand.self, PolicyCommand.self,
            DeadCommand.self, SettingsCommand.self, SimulateCommand.self, StandinCarrierCommand.self,
        ])
}

/// `lianhu settings`: every setting with its flag and default.
struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "List the settings that all programs share.")

    func run() { print(FleetSettings.help) }
}
