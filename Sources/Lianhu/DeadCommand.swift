import ArgumentParser
import Domain
import Fleet
import Store

/// `lianhu dead`: what could not be processed.
struct DeadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead", abstract: "Dead letters: list by cause, show, replay, discard.",
        discussion: """
            Dead letters are taken from the broker into the database once, byte for byte, and worked on there.

            EXAMPLES
              lianhu dead list
              lianhu dead show 17
              lianhu dead replay 17 18 --because "officer added" --operator wang
              lianhu dead replay --worker intake --reason badData --because "mapping corrected" --operator wang
            """,
        subcommands: [DeadList.self, DeadShow.self, DeadReplay.self, DeadDiscard.self])
}

/// Which dead letters are meant.
struct DeadChoice: ParsableArguments {
    @Argument(help: "Ids, as `dead list` shows them.") var ids: [Int64] = []
    @Option(help: "Those with this reason.") var reason: String?
    @Option(help: "Those of this worker: intake, notice, escalation, inspection.") var worker: String?
    @Flag(help: "All of them.") var all = false

    func validate() throws {
        try Self.check(worker: worker)
        let chosen = reason != nil || worker != nil
        guard !ids.isEmpty || chosen || all else {
            throw ValidationError("say which: ids, --reason, --worker or --all")
        }
        if !ids.isEmpty && (chosen || all) { throw ValidationError("give ids or a choice, not both") }
    }

    /// A misspelt worker has no dead letters, which looks as if all were well.
    static func check(worker: String?) throws {
        guard let worker, Worker(rawValue: worker) == nil else { return }
        throw ValidationError("--worker takes \(Worker.allCases.map(\.rawValue).joined(separator: ", "))")
    }

    func load(_ context: CommandContext) async throws -> [Int64] {
        ids.isEmpty ? try await context.pool.load(DeadLetterStore.open(worker: worker, reason: reason)) : ids
    }
}

extension CommandContext {
    /// Takes what still lies in the dead-letter queues. A broker that is away is no reason not to show the rest.
    func takeDeadLetters() async throws {
        let clock = try await clock()
        for worker in Worker.allCases {
            let taker = DeadLetterTaker(
                worker: worker, broker: broker, pool: pool, policies: PolicyBook(policy), clock: clock)
            do {
                _ = try await taker.drain()
            } catch {
                return Terminal.complain("the broker's dead-letter queues were not read: \(error)")
            }
        }
    }
}
