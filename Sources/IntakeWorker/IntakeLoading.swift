import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// load: what a batch's decisions need, set-wise: places; keys and, for reports alone, the roster; the incidents that
/// stand under them, locked; the roster around those, where acts are among the batch. Amended places, incidents that
/// were merged away, and lead departments, where there are emergencies, cost a round trip more.
struct IntakeLoading {
    let policy: Policy
    let ids: IncidentIDs
    let transaction: PostgresTransaction
    let now: Date

    func load(_ arrivals: [Arrival<IntakeInput>]) async throws -> IntakeContext {
        var context = IntakeContext()
        let reports = arrivals.compactMap { arrival in arrival.report.map { (cause: arrival.cause, report: $0) } }
        let acts = arrivals.compactMap(\.input.act)
        let hasActs = acts.contains { $0.entry.kind != .escalated }
        if !reports.isEmpty { try await loadPlaces(reports, withRoster: !hasActs, into: &context) }
        let amended = arrivals.compactMap { arrival in arrival.amendment.map { (cause: arrival.cause, report: $0) } }
        if !amended.isEmpty { try await loadAmended(amended, into: &context) }
        let named = try await loadNames(acts, into: &context)
        try await loadCases(named, into: &context)
        if hasActs {
            try await loadRoster(acts, reports.map(\.report), into: &context)
        } else if reports.contains(where: { $0.report.severity == .emergency })
            || context.cases.values.contains(where: { $0.incident.severity == .emergency })
        {
            context.leads = try await transaction.load(DepartmentLeadStore.load(for: context.areas, at: now))
        }
        return context
    }

    /// Where amendments say it was.
    private func loadAmended(
        _ amended: [(cause: EventKey, report: IncidentReport)], into context: inout IntakeContext
    ) async throws {
        let places = try await transaction.load(PlaceStore.load(for: amended.map(\.report), at: now))
        for (cause, report) in amended {
            // A source's home is no place that anybody named.
            if let place = places.place(of: report), place.rule != .home { context.placed[cause] = place }
        }
    }

    /// Who is around the incidents that acts are about, and what the actors are.
    private func loadRoster(
        _ acts: [IncidentAct], _ reports: [IncidentReport], into context: inout IntakeContext
    ) async throws {
        let actors = acts.compactMap { act -> Int64? in
            if case .officer(let id) = Responsible(act.entry.actor) { id } else { nil }
        }
        (context.roster, context.leads) = try await transaction.load(
            RosterStore.load(codes: context.areas, officers: reports.compactMap(\.officer) + actors, at: now),
            DepartmentLeadStore.load(for: context.areas, at: now))
    }

    private func loadPlaces(
        _ reports: [(cause: EventKey, report: IncidentReport)], withRoster: Bool, into context: inout IntakeContext
    ) async throws {
        let missing = await ids.missingBlocks(for: reports.count)
        let (places, root, blocks) = try await transaction.load(
            PlaceStore.load(for: reports.map(\.report), at: now), PlaceStore.root(at: now),
            IncidentStore.nextBlocks(missing))
        context.places = places
        for block in blocks { await ids.add(block: block) }
        let ids = try await candidates(reports.count)
        var claims: [DuplicateKey: Int64] = [:]
        var seen = Set<String>()
        for ((cause, report), id) in zip(reports, ids) {
            let fallback = root.map { IncidentPlace(area: $0, rule: .nowhere) }
            guard let place = places.place(of: report) ?? fallback else { continue }
            (context.placed[cause], context.candidates[cause]) = (place, id)
            for key in DuplicateKey.keys(of: report, at: place, policy: policy) where seen.insert(key.name).inserted {
                claims[key] = id
            }
        }
        guard withRoster else {
            context.keys = try await transaction.load(DuplicateKeyStore.claim(claims))
            return
        }
        (context.keys, context.roster) = try await transaction.load(
            DuplicateKeyStore.claim(claims),
            RosterStore.load(
                codes: context.placed.values.map(\.area), officers: reports.compactMap(\.report.officer), at: now))
    }

    /// Another batch of this process may have taken what was added for this one.
    private func candidates(_ count: Int) async throws -> [Int64] {
        while true {
            if let taken = await ids.take(count) { return taken }
            let blocks: [Int64] = try await transaction.load(IncidentStore.nextBlocks(1))
            for block in blocks { await ids.add(block: block) }
        }
    }

    /// The incidents that acts name, by number or by the publisher's reference.
    private func loadNames(_ acts: [IncidentAct], into context: inout IntakeContext) async throws -> [Int64] {
        if acts.isEmpty { return [] }
        let references = acts.compactMap { act in
            act.reference.map { DuplicateKey.referenceName($0, source: act.entry.source) }
        }
        let (byNumber, byReference) = try await transaction.load(
            IncidentStore.ids(ofNumbers: acts.compactMap(\.number)), DuplicateKeyStore.find(references))
        context.numbers.merge(byNumber) { _, new in new }
        context.keys.merge(byReference) { old, _ in old }
        return Array(byNumber.values)
    }

    /// Locked in the order of ids. A candidate of this batch is in no table yet and is not found. Where one was merged
    /// away, the one that goes on is older: waiting in a circle is possible there, rare, and broken by the database.
    private func loadCases(_ named: [Int64], into context: inout IntakeContext) async throws {
        var ids = Set(named + context.keys.values.map(\.incident)).subtracting(context.candidates.values)
        while !ids.isEmpty {
            let (incidents, histories, reported) = try await transaction.load(
                IncidentStore.byID(ids.sorted(), locked: true), IncidentHistoryStore.load(of: ids.sorted()),
                IncidentReporterStore.reported(ids.sorted()))
            for incident in incidents {
                let history = histories[incident.id] ?? []
                context.keep(.init(incident: incident, history: history, hasReporters: reported.contains(incident.id)))
            }
            ids = Set(incidents.compactMap(\.mergedInto)).subtracting(context.cases.keys)
        }
    }
}

extension Arrival<IntakeInput> {
    /// The report at the time that counts: the event's, unless it had none or one too far ahead.
    var report: IncidentReport? {
        guard var report = input.report else { return nil }
        report.at = at
        return report
    }

    /// Whether its time was pinned to that of receipt because the publisher's clock is too far ahead.
    var isClockAhead: Bool { event.time.map { $0 > at } ?? false }

    /// The place that an amendment names, in the form in which places are looked up.
    var amendment: IncidentReport? {
        guard let act = input.act, let hints = act.place, hints != .init() else { return nil }
        return IncidentReport(
            source: act.entry.source, eventID: act.entry.eventID, reference: nil, at: at, text: "", category: .other,
            severity: .normal, hints: hints, officer: nil, reporterPhone: nil, problems: [])
    }
}
