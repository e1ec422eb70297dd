package import Foundation

/// Something to be told to an audience. The key names it for ever: the same key again is the same notice.
package struct NoticeRequest: Sendable, Equatable {
    package let key: String
    /// What it is for: `assignment`, `callHouseholds`, `callDepartment`, `escalation`, `inspection`, `receipt`, …
    package let purpose: String
    package let priority: NoticePriority
    package let audience: Audience
    package let text: String
    /// The number of the incident it is about.
    package let incident: String?
    package let notBefore: Date?
    package let expiresAt: Date?
    /// What it asks of whoever reads it; how to answer is added to the text.
    package let question: NoticeQuestion?
    /// Stages of its incident in which it is worth sending; always, if empty. Looked at when it is about to go.
    package let stages: [Stage]

    package init(
        key: String, purpose: String, priority: NoticePriority, audience: Audience, text: String,
        incident: String? = nil, notBefore: Date? = nil, expiresAt: Date? = nil,
        question: NoticeQuestion? = nil, stages: [Stage] = []
    ) {
        self.key = key
        self.purpose = purpose
        self.priority = priority
        self.audience = audience
        self.text = text
        self.incident = incident
        self.notBefore = notBefore
        self.expiresAt = expiresAt
        self.question = question
        self.stages = stages
    }

    /// With how to answer, at its longest: the text that is cut into segments.
    package var longestText: String { text + (question?.plea(letter: "A") ?? "") }
}

/// The phones of `add` without those of `remove`.
package struct Audience: Sendable, Equatable {
    package let add: [AudienceTerm]
    package let remove: [AudienceTerm]

    /// Heads of more than a village are told area by area, for nobody else's notice should wait for them. [own]
    package var isLarge: Bool {
        add.contains { if case .heads(let code) = $0 { code.level < .village } else { false } }
    }

    package init(_ add: [AudienceTerm], without remove: [AudienceTerm] = []) {
        self.add = add
        self.remove = remove
    }
}
