/// A message on its way: which segments are still to be sent, which are unanswered, what was said of the others.
/// Belongs to the client's actor.
final class SMPPOutgoing {
    let segments: [SMPPShortMessage]
    /// What the carrier counts a segment as: several when it does the cutting.
    let weight: Int
    let isUrgent: Bool
    let patience: ContinuousClock.Instant
    let report: (SMPPSubmitted) -> Void
    private(set) var isReported = false
    /// To be sent, the next one last.
    private var waiting: [Int]
    private var unanswered = 0
    private var hasLeft = false
    private var isThrottled = false
    private var ids: [String?]
    private var problem: SMPPStatus?
    private var loss: String?
    private var refusal: String?

    init(
        _ segments: [SMPPShortMessage], weight: Int, isUrgent: Bool, patience: ContinuousClock.Instant,
        report: @escaping (SMPPSubmitted) -> Void
    ) {
        self.segments = segments
        self.weight = weight
        self.isUrgent = isUrgent
        self.patience = patience
        self.report = report
        waiting = segments.indices.reversed()
        ids = Array(repeating: nil, count: segments.count)
    }

    /// Nothing of it is to be sent, for now.
    var isDrained: Bool { waiting.isEmpty }

    /// The next segment; it counts as sent.
    func next() -> Int? {
        guard let index = waiting.popLast() else { return nil }
        unanswered += 1
        hasLeft = true
        return index
    }

    /// An answer. True if the segment is to be sent again.
    func answered(_ index: Int, _ answer: SMPPAnswer) -> Bool {
        unanswered -= 1
        switch answer {
        case .accepted(let id): ids[index] = id
        case .lost(let reason): abandon { loss = loss ?? reason }
        case .refused(let status) where status.asksForPatience && !isAbandoned:
            isThrottled = true
            waiting.append(index)
            return true
        case .refused(let status): abandon { problem = problem ?? status }
        }
        reportIfDone()
        return false
    }

    /// What was not sent is not sent any more.
    func refuse(_ reason: String) {
        abandon { refusal = refusal ?? reason }
        reportIfDone()
    }

    private var isAbandoned: Bool { problem != nil || loss != nil || refusal != nil }

    private func abandon(_ because: () -> Void) {
        waiting = []
        because()
    }

    private func reportIfDone() {
        guard unanswered == 0, waiting.isEmpty, !isReported else { return }
        isReported = true
        report(outcome)
    }

    private var outcome: SMPPSubmitted {
        let taken = ids.compactMap { $0 }
        if taken.count == ids.count { return .accepted(ids: taken) }
        if let loss { return .unknown(ids: taken, reason: loss) }
        guard taken.isEmpty else {
            return .partly(ids: taken, problem: problem?.name ?? refusal ?? "not all of it was sent")
        }
        if let problem { return problem.isTemporary ? .throttled : .rejected(problem: problem.name) }
        return hasLeft || isThrottled ? .throttled : .refused(reason: refusal ?? "it was not sent")
    }
}
