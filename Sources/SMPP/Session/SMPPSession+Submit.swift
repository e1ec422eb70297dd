extension SMPPSession {
    /// Submits that may go now.
    mutating func room(at now: Instant) -> Int {
        guard phase == .bound, mode.sends, !isStalled, !throttle.isPaused(at: now) else { return 0 }
        return max(0, min(settings.window - window.count, bucket.available(at: now)))
    }

    /// When time alone makes room; nil while it is an answer that does.
    func roomAt(_ now: Instant) -> Instant? {
        guard phase == .bound, mode.sends, !isStalled, window.count < settings.window else { return nil }
        if let until = throttle.pausedUntil, now < until { return until }
        return bucket.nextAt
    }

    /// One submit, within ``room(at:)``. `segments` is what the carrier counts it as.
    mutating func submit(
        _ message: SMPPShortMessage, _ ticket: Ticket, segments: Int = 1, at now: Instant
    ) -> SMPPPDU {
        let number = nextSequence()
        bucket.take(segments)
        window.add(ticket, number, deadline: now + settings.responseTimeout)
        return SMPPPDU(.submitSM, sequence: number, .message(message))
    }

    /// An answer, or a refusal of something that was sent. One that comes too late finds nobody waiting.
    mutating func answered(_ pdu: SMPPPDU, at now: Instant) -> [Action] {
        if pdu.command == .genericNack, pdu.sequence == 0 {
            return [.close(reason: "the carrier did not understand us: \(pdu.status.name)")]
        }
        if pdu.command == .genericNack, case .binding = phase { return [.close(reason: pdu.status.bindRefusal)] }
        isStalled = false
        guard let ticket = window.take(pdu.sequence) else { return [] }
        guard pdu.status == .ok, pdu.command != .genericNack else {
            if pdu.status.asksForPatience { throttle.refused(at: now) }
            return [.answered(ticket, .refused(pdu.status == .ok ? .unknownError : pdu.status))]
        }
        throttle.accepted(at: now)
        guard case .messageAnswer(let id, _) = pdu.body, !id.isEmpty else {
            return [.answered(ticket, .lost(reason: "the carrier's answer has no id"))]
        }
        return [.answered(ticket, .accepted(id: settings.receiptIDs.plain(answer: id)))]
    }

    /// Submits that were not answered in time. When none is left unanswered and none was answered since, the carrier
    /// has stopped working, whatever it says to `enquire_link`.
    mutating func expire(at now: Instant) -> [Action] {
        var actions: [Action] = []
        while let ticket = window.expired(at: now) {
            isStalled = true
            actions.append(.answered(ticket, .lost(reason: "the carrier did not answer in time")))
        }
        if isStalled, window.isEmpty { actions.append(.close(reason: "the carrier answers no submits")) }
        return actions
    }
}
