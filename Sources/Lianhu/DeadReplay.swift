import AMQP
import ArgumentParser
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu dead replay`: back to the worker, from the snapshot.
struct DeadReplay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Send dead letters back to their worker; safe to repeat after an interruption.",
        discussion: "A letter that was already done before it died is absorbed by its identity.")

    @OptionGroup var choice: DeadChoice
    @Option(help: "Why; kept with your name in the audit.") var because: String
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if because.isEmpty { throw ValidationError("--because says why, in a few words") }
    }

    func run() async throws {
        let context = try CommandContext()
        let person = try context.person()
        try await context.waitForDatabase()
        try await context.takeDeadLetters()
        let ids = try await choice.load(context)
        let clock = try await context.clock()
        let publisher = context.publisher
        let replay = DeadLetterReplay(pool: context.pool, publisher: publisher, now: { clock.now() })
        let outcome = try await replay.run(ids, operator: person, because: because) { done in
            Terminal.progress("\(done) of \(ids.count)")
        }
        await publisher.close()
        Terminal.endProgress()
        try report(outcome)
    }

    private func report(_ outcome: ReplayOutcome) throws {
        if output.json {
            Terminal.print(
                json: [
                    "replayed": .int(Int64(outcome.published)), "refused": .array(outcome.refused.map(JSON.int)),
                    "passedOver": .int(Int64(outcome.passedOver)),
                ])
        } else {
            print("\(outcome.published) replayed")
            if outcome.passedOver > 0 {
                print("\(outcome.passedOver) passed over: unknown, replayed or discarded before")
            }
        }
        guard outcome.refused.isEmpty else {
            throw CommandFailure(
                .tryAgain, "the broker did not take \(outcome.refused.count) of them; they are among the dead again")
        }
    }
}

/// `lianhu dead discard`: given up for good; the row and its audit stay.
struct DeadDiscard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard", abstract: "Give dead letters up; they stay in the database and can still be shown.")

    @OptionGroup var choice: DeadChoice
    @Option(help: "Why; kept with your name in the audit.") var because: String

    func run() async throws {
        let context = try CommandContext()
        let person = try context.person()
        try await context.waitForDatabase()
        let ids = try await choice.load(context)
        let now = try await context.clock().now()
        let details: JSON = ["deadLetters": .array(ids.map(JSON.int))]
        let count = try await context.pool.transaction { transaction in
            transaction.atCommit([
                AuditStore.record(
                    at: now, operator: person, action: "dead discard", because: because,
                    details: JSONText(details.bytes))
            ])
            return try await transaction.query(DeadLetterStore.discard(ids)).affected
        }
        print("\(count) discarded")
    }
}
