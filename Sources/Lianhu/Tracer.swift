import Domain
import Events
import Foundation
import Postgres
import Store

/// Follows a thing through all tables. What it is called does not say what it is, so each kind is asked for.
struct Tracer {
    let pool: PostgresPool
    let source: String?

    func trace(_ what: String) async throws -> [TraceSection] {
        let sections = try await incident(what) + event(what) + phone(what) + reference(what) + notice(what)
        return sections.filter { !$0.lines.isEmpty }
    }

    private func incident(_ number: String) async throws -> [TraceSection] {
        guard let incident = try await pool.load(IncidentStore.byNumber([number], locked: false)).first else {
            return []
        }
        return try await sections(of: incident)
    }

    private func sections(of incident: Incident) async throws -> [TraceSection] {
        let history = try await pool.load(IncidentHistoryStore.load(of: [incident.id]))[incident.id] ?? []
        let entries = history.sorted(by: IncidentEntry.precedes).map { entry in
            TraceStore.Line(
                at: entry.at, kind: entry.kind.rawValue, name: entry.actor.isEmpty ? "fleet" : entry.actor,
                details: entry.details)
        }
        return [
            TraceSection(title: "incident \(incident.number), \(incident.stage.rawValue)", lines: entries),
            TraceSection(
                title: "notices", lines: try await pool.load(TraceStore.notices(ofIncident: incident.number))),
            TraceSection(title: "timers", lines: try await pool.load(TraceStore.timers(ofIncident: incident.id))),
        ]
    }

    private func event(_ id: String) async throws -> [TraceSection] {
        let entries = try await pool.load(TraceStore.entries(ofEvent: id))
        let dead = try await pool.load(DeadLetterStore.ofEvent(id))
        let logged = try await pool.load(EventLogStore.ofEvent(id))
        let sources = Set(
            entries.map(\.source) + dead.compactMap(\.letter.source) + logged.map(\.entry.source)
                + [source].compactMap { $0 })
        var sections = try await sources.sorted().asyncMap { source in
            try await self.event(id, from: source, logged: logged.filter { $0.entry.source == source })
        }
        sections.append(TraceSection(title: "dead letters", lines: dead.map(Self.line)))
        for incident in try await pool.load(IncidentStore.byID(Set(entries.map(\.incident)).sorted(), locked: false)) {
            sections += try await self.sections(of: incident)
        }
        return sections
    }

    private typealias Logged = (worker: String, at: Date, entry: EventLogEntry)

    /// The log says more than the identity, which stays when the log's days have been dropped.
    private func event(_ id: String, from source: String, logged: [Logged]) async throws -> TraceSection {
        let key = EventKey(source: source, id: id)
        let inLog = Set(logged.map(\.worker))
        let verdicts = try await pool.load(TraceStore.verdicts(of: key)).filter { !inLog.contains($0.worker) }
            .map { TraceStore.Line(at: nil, kind: "verdict", name: $0.worker, details: $0.verdict) }
        let waiting = try await pool.load(TraceStore.waiting(for: key))
        return TraceSection(
            title: "event \(id) of \(source)", lines: logged.map(Self.line) + verdicts + waiting)
    }

    private static func line(_ logged: Logged) -> TraceStore.Line {
        let entry = logged.entry
        let held = Int(logged.at.timeIntervalSince(entry.receivedAt))
        let parts: [String?] = [
            entry.verdict, entry.urgent ? "urgent \(entry.type)" : entry.type, entry.subject.map { "of \($0)" },
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

    private func reference(_ reference: String) async throws -> [TraceSection] {
        let registered = try await pool.load(SourceStore.all()).keys
        let sources = Set(registered).union([source].compactMap { $0 })
        for source in sources.sorted() {
            guard let id = try await pool.load(IncidentListStore.byReference(reference, source: source)) else {
                continue
            }
            let found = try await pool.load(IncidentStore.byID([id], locked: false))
            if let incident = found.first { return try await sections(of: incident) }
        }
        return []
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
