import ArgumentParser
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu dead list`
struct DeadList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Dead letters by cause, possible emergencies first.")

    @Option(help: "Only those with this reason.") var reason: String?
    @Option(help: "Only those of this worker.") var worker: String?
    @OptionGroup var output: OutputOptions

    func validate() throws { try DeadChoice.check(worker: worker) }

    func run() async throws {
        let context = try CommandContext()
        try await context.waitForDatabase()
        try await context.takeDeadLetters()
        let groups = try await context.pool.load(DeadLetterStore.groups(worker: worker, reason: reason))
        if output.json { return Terminal.print(json: .array(groups.map(\.json))) }
        if groups.isEmpty { return print("no dead letters") }
        show(groups, context.times)
    }

    private func show(_ groups: [DeadLetterGroup], _ times: LocalTimes) {
        var table = Table(
            ["count", "emergencies?", "worker", "reason", "first", "last", "ids", "latest sentence"], numbers: [0, 1])
        for group in groups {
            let more = group.count > group.ids.count ? " …" : ""
            table.add(
                "\(group.count)", group.maybeEmergencies == 0 ? "–" : "\(group.maybeEmergencies)", group.worker,
                group.reason, times.text(group.first), times.text(group.last),
                group.ids.map(String.init).joined(separator: " ") + more, group.sample)
        }
        table.print()
        print("")
        print("lianhu dead show ID, then lianhu dead replay ID… --because TEXT --operator NAME")
    }
}

extension DeadLetterGroup {
    fileprivate var json: JSON {
        [
            "worker": .string(worker), "queue": .string("lianhu.\(worker).dead"), "reason": .string(reason),
            "count": .int(Int64(count)), "maybeEmergencies": .int(Int64(maybeEmergencies)),
            "first": .string(RFC3339.text(first)), "last": .string(RFC3339.text(last)), "sample": .string(sample),
            "ids": .array(ids.map(JSON.int)),
        ]
    }
}
