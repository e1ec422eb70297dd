import Domain
import Foundation
import Store

/// What happened to an incident: its history, and who was told of it.
struct IncidentTimeline {
    /// One thing that happened.
    struct Line {
        let at: Date
        let what: String
        let who: String
        let details: String
        /// It is in the history and does not count.
        var isRefused = false
    }

    let dossier: IncidentDossier
    let times: LocalTimes

    /// In order; what was told follows what it was told because of.
    var lines: [Line] {
        let state = IncidentState(folding: dossier.entries)
        let entries = dossier.entries.map { line($0, state.refused($0)) }
        // Sorting keeps equals in their order only if told so.
        return (entries + dossier.notices.map(line)).enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    private func line(_ entry: IncidentEntry, _ refusal: IncidentRefusal?) -> Line {
        let refused = refusal.map { "does not count: \($0.sentence)" }
        return Line(
            at: entry.at, what: (refusal == nil ? "" : "✗ ") + entry.kind.rawValue, who: dossier.actor(of: entry),
            details: details(entry, refused), isRefused: refusal != nil)
    }

    private func details(_ entry: IncidentEntry, _ refused: String?) -> String {
        let isSelf = entry.told.map(Responsible.officer) == [entry.responsible]
        let told = isSelf ? [] : entry.told.map { dossier.name(.officer($0)) }
        let parts: [String?] = [
            refused, entry.responsible.map { Self.verb(entry.kind) + dossier.name($0) },
            entry.until.map { "until \(times.withoutYear($0))" }, place(of: entry),
            entry.rule.map { "by \($0.rawValue)" },
            entry.rung.map { "rung \($0)" },
            [.reported, .assigned].contains(entry.kind) ? nil : entry.category?.rawValue,
            entry.severity.flatMap { $0 == dossier.incident.severity ? nil : $0.rawValue },
            entry.score.map { "mark \($0) of 5" },
            told.isEmpty ? nil : "told " + told.joined(separator: ", "),
            entry.text.isEmpty ? nil : times.localising(entry.text.maskingNumbers),
            IncidentAttached(entry)?.words,
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }

    /// What an entry does with whom it names.
    private static func verb(_ kind: IncidentEntry.Kind) -> String {
        switch kind {
        case .transferred: "asked "
        case .called: "told "
        default: "→ "
        }
    }

    /// Where an amendment says that it was.
    private func place(of entry: IncidentEntry) -> String? {
        guard entry.kind == .amended, let area = entry.area else { return nil }
        return "in \(area)"
    }

    private func line(_ notice: IncidentNotice) -> Line {
        let phones = notice.shares.reduce(0) { $0 + $1.count }
        let shares = notice.shares.map { "\($0.count) \($0.state)" + ($0.held.map { " (held: \($0))" } ?? "") }
        let stopped = notice.stoppedAt.map { ", stopped \(times.withoutYear($0))" } ?? ""
        let who = phones == 0 ? "nobody" : phones == 1 ? "1 phone" : "\(phones) phones"
        // Of one kind, the number has been said.
        let states =
            shares.count == 1 ? ", " + shares[0].drop { $0 != " " }.dropFirst() : ": " + shares.joined(separator: ", ")
        return Line(
            at: notice.requestedAt, what: "notice", who: notice.purpose,
            details: who + (shares.isEmpty ? "" : states) + stopped)
    }
}
