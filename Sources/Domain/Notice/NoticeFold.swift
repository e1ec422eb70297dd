import Foundation

/// Several texts for one phone that go as one, so that nobody is flooded. [domain.md 2, No flood]
package struct NoticeFold: Sendable, Equatable {
    /// The delivery that goes, with all that is said.
    package let lead: Delivery
    /// Those that go with it and not by themselves.
    package let folded: [Delivery]

    /// - Parameter deliveries: at least one, all for one phone; the one that stays worth saying longest leads.
    init?(_ deliveries: [Delivery], saying text: ([Delivery]) -> String) {
        let ranked = deliveries.sorted { left, right in
            let (one, other) = (left.expiresAt ?? .distantFuture, right.expiresAt ?? .distantFuture)
            return one == other ? left.id < right.id : one > other
        }
        guard let first = ranked.first else { return nil }
        lead = first.saying(text(ranked))
        folded = Array(ranked.dropFirst())
    }
}

/// What a flood of texts becomes: decided from those that would all go now.
package struct NoticeFlow: Sendable, Equatable {
    package private(set) var folds: [NoticeFold] = []
    /// The day's number is full: they become one digest later.
    package private(set) var capped: [Delivery] = []

    /// - Parameter deliveries: those that rules and hours let go. Emergencies and questions always go by themselves;
    ///   so does what was folded once.
    package init(_ deliveries: [Delivery], policy: Policy) {
        let flood = deliveries.filter { $0.priority != .emergency && !$0.isQuestion && !$0.isFold && !$0.isAmbiguous }
        for (_, texts) in Dictionary(grouping: flood, by: \.phone).sorted(by: { $0.key < $1.key }) {
            let kept = texts.filter { $0.held == NoticeHold.dailyCapName }
            if kept.count > 1 { folds += [NoticeFold(kept, saying: Self.digest)].compactMap { $0 } }
            flow(texts.filter { $0.held != NoticeHold.dailyCapName }, policy)
        }
    }

    /// By purpose and priority: as many of one kind at once are a storm, which counts as one text.
    private mutating func flow(_ texts: [Delivery], _ policy: Policy) {
        var sent = texts.map(\.sentToday).max() ?? 0
        let kinds = Dictionary(grouping: texts) { "\($0.priority.order) \($0.purpose)" }
        for (_, alike) in kinds.sorted(by: { $0.key < $1.key }) {
            let isStorm = alike.count >= policy.stormSize
            for group in isStorm ? [alike] : alike.map({ [$0] }) {
                let isCapped = group.allSatisfy { $0.priority == .normal } && sent >= policy.dailyCap
                if isCapped {
                    capped += group
                } else {
                    sent += 1
                    if isStorm { folds += [NoticeFold(group, saying: Self.storm)].compactMap { $0 } }
                }
            }
        }
    }

    private static func storm(_ texts: [Delivery]) -> String {
        let rest = texts.dropFirst()
        return joined((texts.first?.text ?? "") + "另有\(rest.count)条同类通知:", rest.map(\.text))
    }

    private static func digest(_ texts: [Delivery]) -> String {
        joined("【联户】今天另有\(texts.count)条通知:", texts.map(\.text))
    }

    /// The beginnings of texts, as many as four segments hold; at least their number is said.
    private static func joined(_ head: String, _ texts: [String]) -> String {
        var all = head
        for (index, text) in texts.enumerated() {
            let next = all + "\(index + 1).\(beginning(text))\(index + 1 < texts.count ? ";" : "。")"
            guard TextSegments(next).count <= 4 else { return all + "…" }
            all = next
        }
        return all
    }

    /// Without the signature, the first sentence of it, 24 characters at most.
    private static func beginning(_ text: String) -> String {
        let body = text.hasPrefix("【") ? text.drop { $0 != "】" }.dropFirst() : text[...]
        let sentence = body.prefix { !"。;;\n".contains($0) }
        return sentence.count > 24 ? sentence.prefix(23) + "…" : String(sentence)
    }
}
