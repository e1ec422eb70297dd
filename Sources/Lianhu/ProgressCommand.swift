import ArgumentParser
import Domain
import Events
import Fleet
import Foundation
import Store

/// `lianhu progress`: how far a matter is, as the resident who reported it may see it (流程看板 [R4]): no text, no
/// names, no telephone numbers.
struct ProgressCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "progress", abstract: "What a resident may see of a matter.",
        discussion: """
            REFERENCE is the incident's number, or the reference that the reporting system gave it (then with --source).

            EXAMPLES
              lianhu progress 20260302-117
              lianhu progress r-2026-000017 --source city/12345
            """)

    @Argument(help: "The number or the reference.") var reference: String
    @Option(help: "The system that gave the reference.") var source: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext()
        try await context.waitForDatabase()
        guard var incident = try await find(context) else {
            throw CommandFailure(
                .usage, "nothing is known under \(reference.plain)\(source == nil ? "; name its --source" : "")")
        }
        while let next = incident.mergedInto,
            let other = try await context.pool.load(IncidentStore.byID([next], locked: false)).first
        {
            incident = other
        }
        // Of a matter that was merged into another, that one.
        let board = ProgressBoard(incident)
        if output.json { return Terminal.print(json: board.json) }
        board.show(context.times)
    }

    private func find(_ context: CommandContext) async throws -> Incident? {
        if let found = try await context.pool.load(IncidentStore.byNumber([reference], locked: false)).first {
            return found
        }
        guard let source, let id = try await context.pool.load(IncidentListStore.byReference(reference, source: source))
        else { return nil }
        return try await context.pool.load(IncidentStore.byID([id], locked: false)).first
    }
}

/// The steps of a matter and when each was reached.
struct ProgressBoard {
    /// One step; `at` is nil for what is still to come.
    struct Step {
        let name: String
        let chinese: String
        let at: Date?
    }

    let incident: Incident

    init(_ incident: Incident) { self.incident = incident }

    var steps: [Step] {
        let known = [
            Step(name: "received", chinese: "受理", at: incident.openedAt),
            Step(name: "assigned", chinese: "派单", at: incident.assignedAt),
            Step(name: "accepted", chinese: "接单", at: incident.acceptedAt),
            Step(name: "resolved", chinese: "办结", at: incident.resolvedAt),
        ]
        return known + [Step(name: end.name, chinese: end.chinese, at: incident.closedAt)]
    }

    private var end: (name: String, chinese: String) {
        switch incident.stage {
        case .cancelled: ("cancelled", "撤销")
        case .merged: ("merged with another", "并案")
        default: ("closed", "归档")
        }
    }

    /// Who has it, without a name.
    var holder: (name: String, chinese: String) {
        switch incident.responsible {
        case .officer: ("an officer", "网格员")
        case .desk: ("the duty desk", "值班台")
        case .department(let name): ("department \(name)", "部门 \(name)")
        }
    }

    func show(_ times: LocalTimes) {
        print(
            Terminal.bold(
                "\(incident.number)  \(incident.category.chineseName) \(incident.category.rawValue)"))
        for step in steps {
            let mark = step.at == nil ? "·" : "✓"
            let when = step.at.map { String(times.text($0).dropLast(3)) } ?? String(repeating: " ", count: 16)
            print("  \(mark) \(when)  \(step.chinese) \(step.name)")
        }
        if !incident.stage.isEnd { print("  \(holder.chinese)办理中, with \(holder.name)") }
    }

    var json: JSON {
        [
            "number": .string(incident.number), "category": .string(incident.category.rawValue),
            "stage": .string(incident.stage.rawValue), "with": .string(holder.name),
            "steps": .array(
                steps.map { step in
                    ["step": .string(step.name), "at": step.at.map { .string(RFC3339.text($0)) } ?? .null]
                }),
        ]
    }
}
