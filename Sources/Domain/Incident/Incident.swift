package import Foundation

/// The case that reports are filed under, with its state as last folded.
package struct Incident: Sendable, Equatable {
    package let id: Int64
    /// What people say on the telephone: the day it was opened and its id.
    package let number: String
    /// As last put right.
    package var area: AreaCode
    /// The door, house or device: `household:17`; empty if only the area is known.
    package let place: String
    /// The first report's text.
    package let text: String
    package let edition: String
    package let openedAt: Date
    package var category: Category
    package var severity: Severity
    package var stage: Stage
    package var responsible: Responsible
    package var rule: AssignmentRule
    package var rung: Int
    package var reports: Int
    /// Counts what the fleet has told of it; consumers order by it.
    package var sequence: Int
    package var assignedAt: Date
    package var acceptedAt: Date?
    package var resolvedAt: Date?
    package var closedAt: Date?
    /// Who was asked to take it and has not answered.
    package var offeredTo: Responsible?
    /// When somebody was last asked to accept; by when he must answer, where that was said.
    package var askedAt: Date
    package var answerBy: Date?
    /// When it must be done, where that was said; else the policy says so.
    package var resolveBy: Date?
    /// When whoever has it took it; unlike `acceptedAt`, which is the first acceptance.
    package var takenAt: Date?
    /// Spans in which its clocks stand, granted with a reason.
    package var pauses: [Range<Date>] = []
    /// How often somebody would not have it, and how often it had to begin again.
    package var bounces = 0
    package var reopenings = 0
    /// The incident that goes on, where this one was the same matter.
    package var mergedInto: Int64?

    package init(
        id: Int64, number: String, area: AreaCode, place: String, text: String, edition: String, openedAt: Date,
        category: Category, severity: Severity, stage: Stage, responsible: Responsible, rule: AssignmentRule,
        rung: Int, reports: Int, sequence: Int, assignedAt: Date, acceptedAt: Date?, resolvedAt: Date?, closedAt: Date?
    ) {
        self.id = id
        self.number = number
        self.area = area
        self.place = place
        self.text = text
        self.edition = edition
        self.openedAt = openedAt
        self.category = category
        self.severity = severity
        self.stage = stage
        self.responsible = responsible
        self.rule = rule
        self.rung = rung
        self.reports = reports
        self.sequence = sequence
        self.assignedAt = assignedAt
        self.acceptedAt = acceptedAt
        self.resolvedAt = resolvedAt
        self.closedAt = closedAt
        askedAt = assignedAt
    }

    /// Takes over what the folded history says.
    package mutating func adopt(_ state: IncidentState) {
        (category, severity, stage) = (state.category, state.severity, state.stage)
        (responsible, rule) = (state.responsible ?? responsible, state.rule ?? rule)
        (rung, reports) = (state.rung, state.reports)
        assignedAt = state.assignedAt ?? assignedAt
        (acceptedAt, resolvedAt, closedAt) = (state.acceptedAt, state.resolvedAt, state.closedAt)
        area = state.area ?? area
        (offeredTo, bounces, reopenings) = (state.offeredTo, state.bounces, state.reopenings)
        (askedAt, answerBy) = (state.askedAt ?? askedAt, state.answerBy)
        (resolveBy, mergedInto) = (state.resolveBy, state.mergedInto)
        (takenAt, pauses) = (state.takenAt, state.pauses)
    }

    /// `20260302-117`: the local day of opening, then the id.
    package static func number(id: Int64, openedAt: Date, calendar: WorkingCalendar) -> String {
        let (year, month, day) = CivilDay(sinceEpoch: calendar.local(openedAt).day).parts
        return String(format: "%04d%02d%02d-%lld", year, month, day, id)
    }
}
