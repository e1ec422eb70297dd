import Domain
import Fleet
import Foundation
import Postgres
import Store

/// Everything that is known of one incident.
struct IncidentDossier {
    let incident: Incident
    /// In the order in which they are read, with what is kept with them.
    let entries: [IncidentEntry]
    let timers: [EscalationTimer]
    let notices: [IncidentNotice]
    /// Names of all officers that occur, by id.
    let officers: [Int64: String]
    /// Names of the area and those above, by code.
    let areas: [AreaCode: String]
    /// How many were asked something, and how many have answered.
    let answers: [NoticeReplyStore.Answers]
    /// Doors that were called and have not answered.
    var silent: [String] = []
    /// Under which it was opened.
    let policy: Policy
    let now: Date
    /// The department that leads its category there, if one does.
    var lead: Department?

    /// Nil where there is no such incident.
    static func load(_ number: String, _ context: CommandContext) async throws -> IncidentDossier? {
        guard let incident = try await context.pool.load(IncidentStore.byNumber([number], locked: false)).first else {
            return nil
        }
        let (histories, timers, notices, answers) = try await context.pool.transaction { transaction in
            try await transaction.load(
                IncidentHistoryStore.load(of: [incident.id]), TimerStore.armed(of: [incident.id]),
                IncidentNoticeStore.notices(ofIncident: incident.number),
                NoticeReplyStore.answers(ofIncident: incident.number))
        }
        let attached = try await context.pool.load(IncidentHistoryStore.attached(to: incident.id))
        let entries = (histories[incident.id] ?? []).sorted(by: IncidentEntry.precedes).map { entry in
            var entry = entry
            entry.attached = attached.first { $0.source == entry.source && $0.eventID == entry.eventID }?.json
            return entry
        }
        let officers = ids(in: entries, incident)
        let names = try await context.pool.load(IncidentPeopleStore.names(of: officers))
        let now = try await context.clock().now()
        return IncidentDossier(
            incident: incident, entries: entries, timers: timers[incident.id] ?? [], notices: notices,
            officers: names, areas: try await context.pool.load(IncidentPeopleStore.names(of: incident.area.path)),
            answers: answers,
            silent: try await context.pool.load(NoticeReplyStore.silent(ofIncident: incident.number)),
            policy: try await context.policies().policy(of: incident), now: now,
            lead: try await lead(of: incident, context, at: now))
    }

    private static func lead(
        of incident: Incident, _ context: CommandContext, at now: Date
    ) async throws -> Department? {
        let leads = try await context.pool.load(DepartmentLeadStore.load(for: [incident.area], at: now))
        guard let name = leads.lead(of: incident.category, at: incident.area) else { return nil }
        return try await context.pool.load(DepartmentStore.load([name]))[name]
    }

    private static func ids(in entries: [IncidentEntry], _ incident: Incident) -> [Int64] {
        let named =
            entries.flatMap { [Responsible($0.actor), $0.responsible] }
            + [incident.responsible, incident.offeredTo]
        let ids = named.compactMap { who -> Int64? in if case .officer(let id)? = who { id } else { nil } }
        return Set(ids + entries.flatMap(\.told)).sorted()
    }

    /// `示范区 › 示范镇1 › …`, from the top down; a code where a name is missing.
    var place: String {
        incident.area.path.reversed().map { areas[$0] ?? $0.digits }.joined(separator: " › ")
    }

    /// A name where there is one: `网格员1`, `desk:330604112`.
    func name(_ who: Responsible) -> String {
        guard case .officer(let id) = who else { return who.description }
        return officers[id] ?? who.description
    }

    /// Who did what an entry says: an officer by name, a system by its own, the fleet itself.
    func actor(of entry: IncidentEntry) -> String {
        if let who = Responsible(entry.actor) { return name(who) }
        if entry.source.hasPrefix("lianhu/") { return "fleet" }
        return entry.kind == .reported || entry.actor.isEmpty ? entry.source : entry.actor
    }

    /// The rung that is climbed next when nothing happens.
    func rungName(_ timer: EscalationTimer) -> String {
        policy.rungName(timer.key, of: incident)
    }
}
