import Domain
import Events
import Fleet
import Foundation
import Postgres
import Store

/// Follows a thing through all tables. What it is called does not say what it is, so each kind is asked for.
struct Tracer {
    let pool: PostgresPool
    let source: String?

    /// An event, a number and a reference may all lead to one incident, which is then told once.
    func trace(_ what: String) async throws -> [TraceSection] {
        let events = try await self.events(what)
        let numbers = Set(events.flatMap(\.numbers)).union([what]).sorted()
        var incidents = try await pool.load(IncidentStore.byNumber(numbers, locked: false))
        incidents += try await reference(what).filter { found in !incidents.contains { $0.id == found.id } }
        var sections = events.map(\.section) + [try await deadLetters(what)]
        for incident in incidents { sections += try await self.sections(of: incident) }
        sections += try await phone(what) + notice(what)
        return sections.filter { !$0.lines.isEmpty }
    }

    private func sections(of incident: Incident) async throws -> [TraceSection] {
        let history = try await pool.load(IncidentHistoryStore.load(of: [incident.id]))[incident.id] ?? []
        let state = IncidentState(folding: history)
        let entries = history.sorted(by: IncidentEntry.precedes).map { entry in
            let refused = state.refused(entry).map { ["does not count: \($0.sentence)"] } ?? []
            return TraceStore.Line(
                at: entry.at, kind: entry.kind.rawValue, name: entry.actor.isEmpty ? entry.source : entry.actor,
                details: (refused + [entry.details]).filter { !$0.isEmpty }.joined(separator: ", "))
        }
        return [
            TraceSection(title: "incident \(incident.number), \(incident.stage.rawValue)", lines: entries),
            TraceSection(
                title: "notices", lines: try await pool.load(TraceStore.notices(ofIncident: incident.number))),
            TraceSection(title: "timers", lines: try await pool.load(TraceStore.timers(ofIncident: incident.id))),
        ]
    }

    /// Under which the fleet publishes itself.
    private static let ownSources = Worker.allCases.map { "lianhu/\($0.rawValue)" } + ["lianhu/command"]

    private typealias Logged = (worker: String, at: Date, entry: EventLogEntry)

    /// What workers said of an event, and the incidents that they named.
    private struct TracedEvent {
        let section: TraceSection
        let numbers: [String]
    }

    /// Identities are kept for ever and found by source and id: every source that there is may have sent it. Only where
    /// none of them has is every history looked through, for a source that was never registered.
    private func events(_ id: String) async throws -> [TracedEvent] {
        let logged = try await pool.load(EventLogStore.ofEvent(id))
        let dead = try await pool.load(DeadLetterStore.ofEvent(id)).compactMap(\.letter.source)
        let known = try await pool.load(SourceStore.all()).keys + Self.ownSources + [source].compactMap { $0 }
        let found = try await events(id, from: logged.map(\.entry.source) + dead + known, logged)
        guard found.isEmpty else { return found }
        return try await events(id, from: pool.load(TraceStore.sources(ofEvent: id)), logged)
    }

    private func events(_ id: String, from sources: [String], _ logged: [Logged]) async throws -> [TracedEvent] {
        try await Set(sources).sorted().asyncMap { source in
            try await self.event(id, from: source, logged: logged.filter { $0.entry.source == source })
        }.filter { !$0.section.lines.isEmpty }
    }

    /// The log says more than the identity, which stays when the log's days have been dropped.
    private func event(_ id: String, from source: String, logged: [Logged]) async throws -> TracedEvent {
        let key = EventKey(source: source, id: id)
        let inLog = Set(logged.map(\.worker))
        let verdicts = try await pool.load(TraceStore.verdicts(of: key))
        let kept = verdicts.filter { !inLog.contains($0.worker) }
            .map { TraceStore.Line(at: nil, kind: "verdict", name: $0.worker, details: $0.verdict) }
        let waiting = try await pool.load(TraceStore.waiting(for: key))
        let numbers = (verdicts.map(\.verdict) + logged.map(\.entry.verdict)).flatMap { verdict in
            verdict.matches(of: /[0-9]{8}-[0-9]+/).map { String($0.output) }
        }
        return TracedEvent(
            section: TraceSection(title: "event \(id) of \(source)", lines: logged.map(Self.line) + kept + waiting),
            numbers: numbers)
    }

    private func deadLetters(_ id: String) async throws -> TraceSection {
        TraceSection(title: "dead letters", lines: try await pool.load(DeadLetterStore.ofEvent(id)).map(Self.line))
    }

    private static func line(_ logged: Logged) -> TraceStore.Line {
        let entry = logged.entry
        let held = Int(logged.at.timeIntervalSince(entry.receivedAt))
        let parts: [String?] = [
            entry.verdict.trimmingCharacters(in: .whitespaces), entry.urgent ? "urgent \(entry.type)" : entry.type,
            entry.subject.map { "of \($0)" },
            held >= 1 ? "\(held) s after it came" : nil,
            entry.attempts > 0 ? "after \(entry.attempts) failed tries" : nil,
        ]
        return TraceStore.Line(
            at: logged.at, kind: "verdict", name: logged.worker,
            details: parts.compactMap { $0 }.joined(separator: ", "))
    }

    private func phone(_ text: String) async throws -> [TraceSection] {
        guard let phone = PhoneNumber(text), phone.digits.count >= 5 else { return [] }
        let owners = try await pool.load(TraceStore.owners(ofPhone: phone.digits))
        let deliveries = try await pool.load(TraceStore.deliveries(toPhone: phone.digits, limit: 50))
        return [TraceSection(title: "phone \(phone)", lines: owners + deliveries)]
    }

    /// The incidents that any source calls so.
    private func reference(_ reference: String) async throws -> [Incident] {
        var sources = try await pool.load(SourceStore.all()).keys.sorted()
        if let source { sources = [source] }
        let ids = try await sources.asyncMap { source in
            try await pool.load(IncidentListStore.byReference(reference, source: source))
        }.compactMap { $0 }
        return ids.isEmpty ? [] : try await pool.load(IncidentStore.byID(ids, locked: false))
    }

    private func notice(_ key: String) async throws -> [TraceSection] {
        [TraceSection(title: "notice \(key)", lines: try await pool.load(TraceStore.notice(key: key)))]
    }

    private static func line(_ dead: StoredDeadLetter) -> TraceStore.Line {
        TraceStore.Line(
            at: dead.letter.failedAt ?? dead.takenAt, kind: dead.state, name: "\(dead.letter.worker) \(dead.id)",
            details: "\(dead.letter.reason): \(dead.letter.error)")
    }
}

extension Sequence {
    /// One after another.
    fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async rethrows -> [T] {
        var results: [T] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
