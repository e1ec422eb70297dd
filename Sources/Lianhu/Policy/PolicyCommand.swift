import ArgumentParser
import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// `lianhu policy …`
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Times, ladders and public holidays: check them, take them up, look at them.",
        subcommands: [PolicyCheck.self, PolicyUse.self, PolicyList.self, PolicyShow.self, PolicyHolidays.self],
        defaultSubcommand: PolicyList.self)
}

/// A policy's file, read or refused whole.
struct CheckedPolicy {
    let policy: Policy
    let body: String

    /// Every problem goes to standard error, a line each.
    init(_ path: String, zone: TimeZone) throws {
        guard let body = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandFailure(.usage, "\(path.plain): expected a readable YAML file in UTF-8")
        }
        let file = PolicyFile(body, path: path, zone: TerritoryZone(zone))
        guard let policy = file.policy else {
            for problem in file.problems { Terminal.note(problem.plain) }
            throw CommandFailure(
                .usage, file.problems.count == 1 ? "one problem" : "\(file.problems.count) problems")
        }
        (self.policy, self.body) = (policy, body)
    }

    /// The posts that its ladders climb to; whoever has an incident is reminded without one.
    private var posts: [(role: PostRole, level: AreaLevel)] {
        let all = policy.limits.values.map { $0 } + policy.exceptions.values.flatMap(\.values)
        let rungs = Set(all.flatMap { $0.ladder.flatMap(\.rungs) })
        return Rung.allCases.filter(rungs.contains).compactMap(\.post)
    }

    /// One sentence for each post that somewhere nobody holds.
    func warnings(_ context: CommandContext) async throws -> [String] {
        let now = try await context.clock().now()
        return try await context.pool.load(PolicyStore.vacancies(of: posts, at: now)).map { vacancy in
            let more = vacancy.vacant > 3 ? ", …" : ""
            return
                "nobody is \(vacancy.role) in \(vacancy.vacant) of \(vacancy.areas) areas: \(vacancy.examples)\(more)"
        }
    }
}

extension Rung {
    /// The post that is looked for, and where; nil for whoever has the incident.
    var post: (role: PostRole, level: AreaLevel)? {
        switch self {
        case .reminder: nil
        case .adjacentOfficer: (.gridOfficer, .grid)
        case .gridLeader: (.gridLeader, .grid)
        case .village: (.villageDuty, .village)
        case .townshipCentre: (.centreDuty, .township)
        case .district: (.districtDuty, .district)
        }
    }
}

/// `lianhu policy check FILE`
struct PolicyCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Every problem of a policy's file with its line, and posts that nobody holds.",
        discussion: """
            Ends with 0 if workers could take it up. A step whose post nobody holds is passed over in an instant, so \
            it is a warning.

            EXAMPLE
              lianhu policy check policy.yaml
            """)

    @Argument(help: "A YAML file in the form of deploy/policy.yaml.") var file: String
    @Flag(help: "Do not ask the database who holds which post.") var offline = false
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext()
        let checked = try CheckedPolicy(file, zone: context.settings.territoryZone)
        var (warnings, remark) = ([String](), offline ? "who holds which post was not asked" : "")
        if !offline {
            do { warnings = try await checked.warnings(context) } catch {
                remark = "who holds which post could not be asked: \(error)"
            }
        }
        if output.json {
            let known: JSON = .array(warnings.map(JSON.string))
            return Terminal.print(json: ["edition": .string(checked.policy.edition), "warnings": known])
        }
        print("\(checked.policy.edition): good")
        for warning in warnings { print("warning: \(warning)") }
        if !remark.isEmpty { Terminal.note(remark.plain) }
    }
}

/// `lianhu policy use FILE`
struct PolicyUse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "use", abstract: "Take up a policy: incidents opened from now on go by it.",
        discussion: """
            Workers know it within a second, without a restart. What is open keeps the edition under which it was \
            opened. An edition never changes: a changed file needs a new name in its line `edition`.

            EXAMPLE
              lianhu policy use policy.yaml --operator wang --because "two hours to accept are too long"
            """)

    @Argument(help: "A YAML file in the form of deploy/policy.yaml.") var file: String
    @Option(help: "Why; kept in the audit.") var because: String

    func run() async throws {
        let context = try CommandContext()
        let person = try context.person()
        let checked = try CheckedPolicy(file, zone: context.settings.territoryZone)
        let edition = checked.policy.edition
        try await context.waitForDatabase()
        if let body = try await body(of: edition, context) {
            guard body == checked.body || edition == Policy.standard.edition && checked.policy == context.policy else {
                throw CommandFailure(
                    .usage, "there is another edition \(edition) already: give the changed one a name of its own")
            }
            print("\(edition) was taken up before; nothing is changed")
            return
        }
        let now = try await context.clock().now()
        let row = PolicyStore.Edition(edition: edition, body: checked.body, takenAt: now, takenBy: person)
        let details: JSON = ["edition": .string(edition)]
        let audit = AuditStore.record(
            at: now, operator: person, action: "policy use", because: because, details: JSONText(details.bytes))
        try await context.pool.transaction { transaction in
            transaction.atCommit([PolicyStore.add(row), audit])
        }
        print("\(edition) holds for what is opened from now on; workers know it within a second")
        for warning in try await checked.warnings(context) { print("warning: \(warning)") }
    }

    /// Of the one that has this name; empty for the one that these programs bring with them.
    private func body(of edition: String, _ context: CommandContext) async throws -> String? {
        let known = try await context.pool.load(PolicyStore.editions())
        return known.first { $0.edition == edition }?.body ?? (edition == Policy.standard.edition ? "" : nil)
    }
}

/// `lianhu policy list`
struct PolicyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Editions in the order in which they were taken up; the last one holds.")

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let context = try CommandContext()
        let rows = try await context.pool.load(PolicyStore.editions())
        let open = try await context.pool.load(PolicyStore.openIncidents())
        let current = try await context.policies().current.edition
        if output.json {
            let json = rows.map { row -> JSON in
                [
                    "edition": .string(row.edition), "takenAt": .string(RFC3339.text(row.takenAt)),
                    "takenBy": .string(row.takenBy), "open": .int(open[row.edition] ?? 0),
                    "current": .bool(row.edition == current),
                ]
            }
            return Terminal.print(json: .array(json))
        }
        var table = Table(["edition", "taken up", "by", "open incidents", ""], numbers: [3])
        let standard = Policy.standard.edition
        table.add(
            standard, "with the programs", "", "\(open[standard] ?? 0)", current == standard ? "holds" : "")
        for row in rows {
            table.add(
                row.edition, context.times.text(row.takenAt), row.takenBy, "\(open[row.edition] ?? 0)",
                current == row.edition ? "holds" : "")
        }
        table.print()
    }
}

/// `lianhu policy show`
struct PolicyShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "The times and ladders of an edition; by default of the one that holds.")

    @Argument(help: "The edition, as `lianhu policy list` names it.") var edition: String?
    @Flag(help: "Print the file as it was taken up.") var file = false

    func run() async throws {
        let context = try CommandContext()
        let policies = try await context.policies()
        let name = edition ?? policies.current.edition
        guard let policy = policies.edition(name) else {
            throw CommandFailure(
                .usage, "there is no edition \(name.plain), or it cannot be read; see `lianhu policy list`")
        }
        if file {
            guard let row = try await context.pool.load(PolicyStore.editions()).first(where: { $0.edition == name })
            else { throw CommandFailure(.usage, "\(name) came with the programs; deploy/policy.yaml says the same") }
            return print(row.body, terminator: "")
        }
        PolicyPage(policy).print()
    }
}

/// `lianhu policy holidays FILE`
struct PolicyHolidays: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holidays", abstract: "Take up the public holidays of further years.",
        discussion: """
            A line `year 2027`, then a line each day that is off or worked against the weekday:

              year 2027
              2027-01-01 off New Year's Day
              2027-01-03 work New Year's Day

            Deadlines that were computed without that year are computed anew.

            EXAMPLE
              lianhu policy holidays 2027.txt --operator wang --because "announced"
            """)

    @Argument(help: "A file of days.") var file: String
    @Option(help: "Why; kept in the audit.") var because: String

    func run() async throws {
        let context = try CommandContext()
        let person = try context.person()
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw CommandFailure(.usage, "\(file.plain): expected a readable text file in UTF-8")
        }
        let days: HolidayCalendar
        do throws(HolidayCalendar.Problems) { days = try HolidayCalendar(text) } catch {
            for line in error.lines { Terminal.note("\(file): \(line)".plain) }
            throw CommandFailure(.usage, error.lines.count == 1 ? "one problem" : "\(error.lines.count) problems")
        }
        try await context.waitForDatabase()
        let now = try await context.clock().now()
        let years = (days.years ?? []).sorted()
        let details: JSON = ["years": .array(years.map { .int(Int64($0)) })]
        let audit = AuditStore.record(
            at: now, operator: person, action: "policy holidays", because: because, details: JSONText(details.bytes))
        let rows = years.map {
            PolicyStore.addHolidays(year: $0, days.only($0).description, at: now, by: person)
        }
        try await context.pool.transaction { transaction in transaction.atCommit(rows + [audit]) }
        let open = try await context.pool.load(TimerStore.countProvisional())
        print(
            "\(years.map(String.init).joined(separator: ", ")): \(days.off.count) days off, \(days.work.count) made up")
        if open > 0 { print("\(open) timers are computed anew within a second") }
    }
}
