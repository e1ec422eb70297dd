import ArgumentParser
import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu incident act`: what an officer or a department says by telephone, put on record. It goes the way of every
/// other act, by the queue: intake alone writes histories.
struct IncidentActCommand: AsyncParsableCommand {
    /// What may be said. The other kinds are the fleet's own, or a report.
    enum Act: String, CaseIterable, ExpressibleByArgument {
        case accept, decline, progress, resolve, transfer, extend, pause, resume, reopen, cancel, amend, visit

        var type: String {
            switch self {
            case .accept: "incident.accepted"
            case .decline: "incident.declined"
            case .progress: "incident.progressed"
            case .resolve: "incident.resolved"
            case .transfer: "incident.transferred"
            case .extend: "incident.extended"
            case .pause: "incident.paused"
            case .resume: "incident.resumed"
            case .reopen: "incident.reopened"
            case .cancel: "incident.cancelled"
            case .amend: "incident.amended"
            case .visit: "visit.recorded"
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "act", abstract: "Put an act on record for somebody who cannot, and wait until it is there.",
        discussion: """
            EXAMPLES
              lianhu incident act 20260302-117 resolve --actor officer:12 --operator wang --because "he telephoned"
              lianhu incident act 20260302-117 transfer --actor officer:12 --to department:gas --operator wang \\
                --because "a leak in the street"
              lianhu incident act 20260302-117 transfer --to lead --operator wang --because "theirs to lead"
              lianhu incident act 20260302-117 extend --until 2026-03-09T17:30:00+08:00 --actor desk:330604112 \\
                --operator wang --because "the part must be ordered"
              lianhu incident act 20260302-117 pause --until 2026-03-06T08:30:00+08:00 --operator wang \\
                --because "the court decides on Thursday"
              lianhu incident act 20260302-117 amend --area 330604112221002 --actor desk:330604112 \\
                --operator wang --because "it is in the next grid"
              lianhu incident act 20260302-117 visit --score 5 --operator wang --because "return visit by telephone"
            """)

    @Argument(help: "The number, such as 20260302-117.") var number: String
    @Argument(help: "\(Act.allCases.map(\.rawValue).joined(separator: ", ")).") var act: Act
    @Option(
        help:
            "Who acts: officer:ID or department:NAME; by default whoever has it, or was asked; the centre grants time."
    ) var actor: String?
    @Option(
        help: "For a transfer: officer:ID, department:NAME, desk:AREA, or lead: the department that leads its category."
    ) var to: String?
    @Option(help: "For a return visit: the mark, 1 to 5.") var score: Int?
    @Option(help: "For more time, the end of a pause, or by when a transfer must be answered: RFC 3339.") var until:
        String?
    @OptionGroup var amendment: IncidentAmendment
    @Option(help: "Why; kept in the audit and in the incident's history.") var because: String
    @OptionGroup var output: OutputOptions

    func validate() throws {
        for (name, text) in [("--actor", actor), ("--to", to)] {
            guard let text else { continue }
            let isLead = name == "--to" && text == Department.lead
            guard isLead || Responsible(text) != nil else {
                throw ValidationError("\(name) must be officer:ID, department:NAME or desk:AREA")
            }
        }
        guard (act == .transfer) == (to != nil) else {
            throw ValidationError("--to belongs to a transfer, and a transfer needs it")
        }
        guard (act == .visit) == (score != nil), (1...5).contains(score ?? 1) else {
            throw ValidationError("--score 1 to 5 belongs to a visit, and a visit needs it")
        }
        try validateTime()
        try amendment.validate(for: act)
    }

    private func validateTime() throws {
        guard until == nil || [.extend, .pause, .transfer].contains(act) else {
            throw ValidationError("--until belongs to extend, pause and transfer")
        }
        guard act != .extend || until != nil else { throw ValidationError("extend needs --until: how much more time?") }
        guard act != .pause || until != nil else { throw ValidationError("pause needs --until: when does it go on?") }
        guard until.map({ RFC3339.date($0) != nil }) ?? true else {
            throw ValidationError("--until must be a time with offset, such as 2026-03-09T17:30:00+08:00")
        }
    }

    func run() async throws {
        let context = try CommandContext()
        let person = try context.person()
        try await context.waitForDatabase()
        guard let incident = try await context.pool.load(IncidentStore.byNumber([number], locked: false)).first else {
            throw CommandFailure(.usage, "there is no incident \(number.plain); see `lianhu incident list`")
        }
        let event = event(on: incident, by: person, at: try await context.clock().now())
        try await hand(event, on: incident, by: person, context)
        try await report(event, on: incident, context)
    }

    private func event(on incident: Incident, by person: String, at now: Date) -> CloudEvent {
        var data = JSONObject()
        data["incident"] = .string(number)
        data["actor"] = .string(actor ?? "\(usual(incident))")
        data["note"] = .string("\(because) (\(person))")
        switch to == Department.lead ? .department(Department.lead) : to.flatMap({ Responsible($0) }) {
        case .officer(let id): data["to"] = ["officer": .int(id)]
        case .department(let name): data["to"] = ["department": .string(name)]
        case .desk(let area): data["to"] = ["area": .string(area.digits)]
        case nil: break
        }
        if let until { data["until"] = .string(until) }
        amendment.write(to: &data)
        if let score { data["score"] = .int(Int64(score)) }
        return CloudEvent(
            id: UUID().uuidString, source: "lianhu/command", type: act.type, time: now, data: .object(data))
    }

    /// Whoever was asked answers; time is granted by the centre; all else is done by whoever has it.
    private func usual(_ incident: Incident) -> Responsible {
        switch act {
        case .accept, .decline: incident.offeredTo ?? incident.responsible
        case .extend, .pause, .resume: .desk(incident.area.at(.township) ?? incident.area)
        default: incident.responsible
        }
    }

    /// The act and its audit in one transaction: neither is there without the other, whatever dies. The act stands in
    /// the outbox, from which any worker publishes it, also when the broker comes back only later.
    private func hand(
        _ event: CloudEvent, on incident: Incident, by person: String, _ context: CommandContext
    ) async throws {
        do {
            _ = try PreparedEvent(try JSON.parse(event.encoded().body))
        } catch let rejection as Rejection {
            throw CommandFailure(.usage, rejection.sentence)
        }
        let details: JSON = ["incident": .string(number), "act": .string(act.rawValue), "event": .string(event.id)]
        let audit = AuditStore.record(
            at: event.time ?? Date(), operator: person, action: "incident act", because: because,
            details: JSONText(details.bytes))
        let row = ToldEvent(event, urgent: incident.severity == .emergency, area: incident.area).row()
        try await context.pool.transaction { transaction in
            transaction.atCommit([audit, OutboxStore.save([row], worker: "command", lease: 0)])
        }
    }

    /// Waits until intake has it in the history, and says whether it counts there.
    private func report(_ event: CloudEvent, on incident: Incident, _ context: CommandContext) async throws {
        var backoff = Backoff(first: .milliseconds(50), cap: .milliseconds(500))
        let end = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < end {
            let entries = try await context.pool.load(IncidentHistoryStore.load(of: [incident.id]))[incident.id] ?? []
            if let entry = entries.first(where: { $0.source == event.source && $0.eventID == event.id }) {
                return try say(entry, IncidentState(folding: entries))
            }
            await backoff.wait()
        }
        throw CommandFailure(
            .tryAgain,
            "it is kept as \(event.id), but no worker has done it within 10 s: see `lianhu status`; "
                + "it is done once one can, and `lianhu trace \(event.id)` tells")
    }

    private func say(_ entry: IncidentEntry, _ state: IncidentState) throws {
        let refusal = state.refused(entry)
        if output.json {
            Terminal.print(
                json: [
                    "incident": .string(number), "event": .string(entry.eventID),
                    "stage": .string(state.stage.rawValue), "refused": refusal.map { .string($0.rawValue) } ?? .null,
                ])
        } else if refusal == nil {
            print("\(number) is \(state.stage.rawValue), responsible \(state.responsible.map { "\($0)" } ?? "nobody")")
        }
        if let refusal {
            throw CommandFailure(
                .usage,
                "\(number) is \(state.stage.rawValue): \(refusal.sentence). It is in the history and does not count.")
        }
    }
}
