import Foundation

/// What each entry that counts changes.
extension IncidentState {
    mutating func apply(_ entry: IncidentEntry) {
        switch entry.kind {
        case .reported: report(entry)
        case .assigned: assign(entry)
        case .called: call(entry)
        case .transferred: offer(entry)
        case .accepted, .progressed: take(entry)
        case .declined: decline(entry)
        case .resolved: resolve(entry)
        case .visited: visit(entry)
        case .reopened: reopen(at: entry.at)
        case .cancelled: withdraw(entry)
        case .amended: amend(entry)
        case .extended: resolveBy = entry.until ?? resolveBy
        case .paused: pause(entry)
        case .resumed: resume(at: entry.at)
        case .escalated: escalate(entry)
        case .closed: if stage == .resolved { end(.closed, at: entry.at) }
        case .merged: merge(entry)
        case .mediated: break
        }
    }

    /// One that comes under the publisher's own reference after the end begins it again: somebody has to look.
    private mutating func report(_ entry: IncidentEntry) {
        reports += 1
        reporters.insert(entry.source)
        withdrawn.remove(entry.source)
        if reports == 1 { (category, area, resolveBy) = (entry.category ?? .other, entry.area, entry.until) }
        severity = max(severity, entry.severity ?? .normal)
        if stage.isEnd && stage != .merged { begin(again: .again, at: entry.at) }
    }

    /// Whoever had it is told that he has it no longer.
    private mutating func assign(_ entry: IncidentEntry) {
        mayAct.formUnion(entry.told.map { Responsible.officer($0).description })
        calledFor = max(calledFor, entry.severity ?? .low)
        if entry.severity == .emergency { leadSought = entry.category ?? category }
        if assignedAt == nil { assignedAt = entry.at }
        guard let new = entry.responsible else { return }
        hand(to: new, by: entry.rule ?? rule ?? .nobody)
        (offeredTo, beforeOffer, askedAt, answerBy, wish) = (nil, nil, entry.at, nil, nil)
        if ![.reopened, .resolved].contains(stage) && !stage.isEnd { stage = .assigned }
    }

    /// Told beside those who have it, and may act because of it.
    private mutating func call(_ entry: IncidentEntry) {
        leadSought = entry.category ?? category
        guard let department = entry.responsible else { return }
        called.insert(department)
        mayAct.insert(department.description)
    }

    /// Nothing changes hands before it is accepted.
    private mutating func offer(_ entry: IncidentEntry) {
        guard let receiver = entry.responsible else { return }
        if let offeredTo { mayAct.remove(offeredTo.description) }
        if stage != .transferred {
            beforeOffer = Standing(stage: stage, askedAt: askedAt, answerBy: answerBy)
        }
        (offeredTo, stage, askedAt, answerBy) = (receiver, .transferred, entry.at, entry.until)
        mayAct.insert(receiver.description)
    }

    /// Accepted by whoever was asked, it changes hands; a word of somebody else does not end the asking.
    private mutating func take(_ entry: IncidentEntry) {
        guard let actor = Responsible(entry.actor), stage != .resolved else { return }
        if let asked = offeredTo {
            guard actor == asked || sits(entry, at: asked) else { return }
            (offeredTo, beforeOffer, answerBy) = (nil, nil, nil)
            hand(to: actor, by: .transferred)
        } else if let present = responsible, present != actor {
            (responsible, rule) = (actor, sits(entry, at: present) ? rule : .tookOver)
            mayAct.insert(actor.description)
        }
        stage = entry.kind == .accepted ? .accepted : .handling
        if acceptedAt == nil { acceptedAt = entry.at }
        if entry.kind == .accepted || takenAt == nil { takenAt = entry.at }
    }

    /// Back to whoever asked; given back by the one who has it, another must be found. The clocks run on. [domain.md 1]
    private mutating func decline(_ entry: IncidentEntry) {
        let actor = Responsible(entry.actor)
        if let asked = offeredTo, actor == asked || sits(entry, at: asked) {
            bounces += 1
            mayAct.remove(asked.description)
            stage = beforeOffer?.stage ?? .assigned
            (askedAt, answerBy) = (beforeOffer?.askedAt, beforeOffer?.answerBy)
            (offeredTo, beforeOffer) = (nil, nil)
        } else if actor == responsible || sits(entry, at: responsible) {
            bounces += 1
            if case .officer(let id) = actor { declined.insert(id) }
            if stage != .reopened { stage = .assigned }
            wish = .another
        } else {
            mayAct.remove(entry.actor)
        }
    }

    private mutating func resolve(_ entry: IncidentEntry) {
        (offeredTo, beforeOffer, answerBy) = (nil, nil, nil)
        if acceptedAt == nil { acceptedAt = entry.at }
        if stage != .resolved { (stage, resolvedAt) = (.resolved, entry.at) }
    }

    /// A resident's mark of 3 or more closes; less begins it again, a level up. [own]
    private mutating func visit(_ entry: IncidentEntry) {
        if (entry.score ?? 0) < 3 { return reopen(at: entry.at) }
        if !stage.isEnd { end(.closed, at: entry.at) }
    }

    private mutating func reopen(at instant: Date) {
        reopenings += 1
        begin(again: .levelUp, at: instant)
    }

    /// Its limits run anew from here: the old deadlines are long past.
    private mutating func begin(again want: IncidentWant, at instant: Date) {
        (stage, assignedAt, askedAt, answerBy) = (.reopened, instant, instant, nil)
        (acceptedAt, takenAt, resolvedAt, closedAt, resolveBy, pauses) = (nil, nil, nil, nil, nil, [])
        (offeredTo, beforeOffer, wish) = (nil, nil, want)
        // What is reported after its end is told to everybody anew.
        if want == .again { called = [] }
    }

    /// What several reported, one of them alone cannot call off.
    private mutating func withdraw(_ entry: IncidentEntry) {
        if reporters.contains(entry.source) {
            withdrawn.insert(entry.source)
            guard withdrawn.isSuperset(of: reporters) else { return }
        }
        end(.cancelled, at: entry.at)
    }

    private mutating func amend(_ entry: IncidentEntry) {
        category = entry.category ?? category
        severity = entry.severity ?? severity
        guard let place = entry.area, place != area else { return }
        area = place
        wish = .placed
    }

    /// Its clocks stand until then; a pause within a pause makes it longer, never shorter.
    private mutating func pause(_ entry: IncidentEntry) {
        guard let until = entry.until, until > entry.at else { return }
        guard let last = pauses.last, last.upperBound >= entry.at else { return pauses.append(entry.at..<until) }
        pauses[pauses.count - 1] = last.lowerBound..<max(last.upperBound, until)
    }

    private mutating func resume(at instant: Date) {
        guard let last = pauses.last, last.upperBound > instant else { return }
        pauses.removeLast()
        if last.lowerBound < instant { pauses.append(last.lowerBound..<instant) }
    }

    private mutating func escalate(_ entry: IncidentEntry) {
        rung = max(rung, entry.rung ?? 0)
        mayAct.formUnion(entry.told.map { Responsible.officer($0).description })
    }

    private mutating func merge(_ entry: IncidentEntry) {
        mergedInto = entry.into
        end(.merged, at: entry.at)
    }

    private mutating func hand(to new: Responsible, by rule: AssignmentRule) {
        if let old = responsible, old != new { mayAct.remove(old.description) }
        (responsible, self.rule) = (new, rule)
        mayAct.insert(new.description)
    }

    private mutating func end(_ stage: Stage, at instant: Date) {
        (self.stage, closedAt) = (stage, instant)
        (offeredTo, beforeOffer, answerBy) = (nil, nil, nil)
    }
}
