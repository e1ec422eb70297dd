import ArgumentParser
import Domain
import Events
import Fleet
import Foundation
import Store

/// `lianhu notice show`
struct NoticeShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One notice: its text, and each phone's state; numbers are masked.")

    @Argument(help: "The notice's key, such as 20260302-117/assignment.") var key: String
    @Option(help: "At most so many phones; what failed and what waits comes first.") var limit = 40
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext()
        try await context.waitForDatabase()
        var filter = NoticeFilter()
        filter.key = key
        guard let notice = try await context.pool.load(NoticeListStore.list(filter, limit: 1)).first else {
            throw CommandFailure(.usage, "there is no notice \(key.plain); see `lianhu notice list`")
        }
        let deliveries = try await context.pool.load(NoticeListStore.deliveries(of: key, limit: limit))
        if output.json {
            return Terminal.print(json: ["notice": notice.json, "deliveries": .array(deliveries.map(\.json))])
        }
        show(notice, context.times)
        show(deliveries, context.times)
        let total = notice.states.map(\.count).reduce(0, +)
        if total > deliveries.count { print("… and \(total - deliveries.count) more: --limit \(total)") }
    }

    private func show(_ notice: NoticeLine, _ times: LocalTimes) {
        print(Terminal.bold("\(notice.key)  \(notice.purpose), \(notice.priority)"))
        print(notice.text.plain)
        print("\(notice.segments) segments at most; asked for \(times.text(notice.requestedAt))")
        if let expires = notice.expiresAt {
            print("worthless after \(times.text(expires)): what has not gone by then does not")
        }
        if let stopped = notice.stoppedAt { print(Terminal.red("stopped \(times.text(stopped))")) }
        if let held = notice.heldAt {
            print(Terminal.red("on hold since \(times.text(held)): lianhu notice resume \(notice.key)"))
        }
        print(notice.summary + (notice.nextAt.map { "; the next goes \(times.text($0))" } ?? ""))
    }

    private func show(_ deliveries: [NoticeDeliveryLine], _ times: LocalTimes) {
        if deliveries.isEmpty { return }
        print("")
        var table = Table(["phone", "state", "since or due", "carrier", "tries", "problem"], numbers: [4])
        for line in deliveries {
            let when = line.settledAt ?? line.submittedAt ?? line.dueAt
            table.add(
                line.phone.map { "\($0)" } ?? "–", line.state + (line.held.map { ", \($0)" } ?? ""), times.text(when),
                line.gateway ?? "–", "\(line.tries)" + (line.resends > 0 ? "+\(line.resends)" : ""),
                line.problem ?? "")
        }
        table.print()
    }
}

extension NoticeDeliveryLine {
    fileprivate var json: JSON {
        [
            "delivery": .int(id), "phone": .string(phone.map { "\($0)" } ?? ""), "state": .string(state),
            "held": held.map(JSON.string) ?? .null, "dueAt": .string(RFC3339.text(dueAt)),
            "gateway": gateway.map(JSON.string) ?? .null, "tries": .int(Int64(tries)),
            "resends": .int(Int64(resends)), "submittedAt": submittedAt.map { .string(RFC3339.text($0)) } ?? .null,
            "settledAt": settledAt.map { .string(RFC3339.text($0)) } ?? .null,
            "problem": problem.map(JSON.string) ?? .null,
        ]
    }
}
