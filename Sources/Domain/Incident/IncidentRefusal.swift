/// Why an act did not count. It stays in the history, with this reason.
package enum IncidentRefusal: String, Sendable, CaseIterable {
    case notResponsible, notEntitled, alreadyEnded, alreadyResolved, notResolved, notReported, noLead

    /// As a person says it.
    package var sentence: String {
        switch self {
        case .notResponsible: "whoever acted was not responsible at that time, nor told so"
        case .notEntitled: "only a grid's leader or a duty desk above may do that"
        case .alreadyEnded: "it had come to its end by then"
        case .alreadyResolved: "it was resolved by then; reopen it first"
        case .notResolved: "that comes after it is resolved"
        case .notReported: "only who reported it, or has it, may do that"
        case .noLead: "no department led its category there: name one"
        }
    }
}

extension IncidentState {
    /// Why this act does not count in the present state; nil if it does. Decisions and reports always count.
    func refusal(of entry: IncidentEntry) -> IncidentRefusal? {
        switch entry.kind {
        case .reported, .assigned, .called, .escalated, .closed, .merged, .mediated: nil
        case .visited: resolvedAt == nil ? .notResolved : nil
        case .reopened: stage == .merged ? .alreadyEnded : resolvedAt == nil && !stage.isEnd ? .notResolved : nil
        case .cancelled: stage.isEnd ? .alreadyEnded : mayCorrect(entry) ? nil : .notReported
        case .amended: stage.isEnd ? .alreadyEnded : mayCorrect(entry) ? nil : .notReported
        case .extended, .paused, .resumed: stage.isEnd ? .alreadyEnded : isAbove(entry) ? nil : .notEntitled
        case .accepted, .declined, .progressed, .resolved: handling(entry)
        // The department that leads the category was meant, and there was none.
        case .transferred: handling(entry) ?? (entry.responsible == nil ? .noLead : nil)
        }
    }

    private func handling(_ entry: IncidentEntry) -> IncidentRefusal? {
        if stage.isEnd { return .alreadyEnded }
        if stage == .resolved, entry.kind == .declined || entry.kind == .transferred { return .alreadyResolved }
        // The centre calls departments for whoever has it. [R4, 中心吹哨]
        if entry.kind == .transferred, isAbove(entry) { return nil }
        return mayHandle(entry) ? nil : .notResponsible
    }

    /// Whether the actor has it, was told of it, or sits at the desk that has it.
    private func mayHandle(_ entry: IncidentEntry) -> Bool {
        mayAct.contains(entry.actor) || sits(entry, at: responsible) || sits(entry, at: offeredTo)
    }

    /// Whether the actor held the duty post of the desk that is meant.
    func sits(_ entry: IncidentEntry, at desk: Responsible?) -> Bool {
        guard case .desk(let code) = desk, let role = PostRole.duty(at: code.level) else { return false }
        return entry.posts.contains(role)
    }

    /// Who reported it, who has it, and those above may put it right or call it off.
    private func mayCorrect(_ entry: IncidentEntry) -> Bool {
        reporters.contains(entry.source) || mayHandle(entry) || isAbove(entry)
    }

    /// Whether the actor leads the place, or is a desk over it.
    private func isAbove(_ entry: IncidentEntry) -> Bool {
        if entry.posts.contains(where: \.isAbove) { return true }
        guard case .desk(let desk) = Responsible(entry.actor), let area else { return false }
        return area.path.contains(desk)
    }
}
