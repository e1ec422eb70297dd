/// One connection's state as a client, without the connection: what comes in and the time go in, what to do comes out.
/// A ticket is whatever the caller knows a submit by. [SMPP 3.4, 2.2]
struct SMPPSession<Ticket> {
    typealias Instant = ContinuousClock.Instant

    enum Phase: Equatable {
        case opening, closed
        case binding(until: Instant)
        case bound
        case unbinding(until: Instant)
    }

    enum Action {
        case send(SMPPPDU)
        case bound
        case answered(Ticket, SMPPAnswer)
        /// A `deliver_sm`, to be answered by its number.
        case delivered(SMPPShortMessage, sequence: UInt32)
        /// Everything that is still unanswered is lost: ``lost()``.
        case close(reason: String)
    }

    let mode: SMPPBind.Mode
    let settings: SMPPSettings
    private(set) var phase = Phase.opening
    var window = SMPPWindow<Ticket>()
    var bucket: SMPPTokenBucket
    var throttle = SMPPThrottle()
    /// A submit was not answered in time: nothing more is sent until another is.
    var isStalled = false
    private var sequence: UInt32 = 0
    private var heardAt: Instant
    private var enquiredAt: Instant?

    init(_ mode: SMPPBind.Mode, _ settings: SMPPSettings, at now: Instant) {
        self.mode = mode
        self.settings = settings
        bucket = SMPPTokenBucket(rate: settings.segmentsPerSecond, at: now)
        heardAt = now
    }

    /// 1 to 0x7FFFFFFF. [SMPP 3.4, 3.2]
    mutating func nextSequence() -> UInt32 {
        sequence = sequence % 0x7FFF_FFFF + 1
        return sequence
    }

    /// The connection stands.
    mutating func opened(at now: Instant) -> [Action] {
        phase = .binding(until: now + settings.responseTimeout)
        heardAt = now
        let bind = SMPPBind(
            systemID: settings.systemID, password: settings.password, systemType: settings.systemType)
        return [.send(SMPPPDU(mode.command, sequence: nextSequence(), .bind(bind)))]
    }

    /// Says good-bye.
    mutating func unbind(at now: Instant) -> [Action] {
        guard phase == .bound else { return [.close(reason: "stopping")] }
        phase = .unbinding(until: now + min(settings.responseTimeout, .seconds(2)))
        return [.send(SMPPPDU(.unbind, sequence: nextSequence()))]
    }

    /// The connection is gone; what was sent and not answered.
    mutating func lost() -> [Ticket] {
        phase = .closed
        return window.takeAll()
    }

    mutating func received(_ pdu: SMPPPDU, at now: Instant) -> [Action] {
        heardAt = now
        enquiredAt = nil
        switch pdu.command {
        case .enquireLink: return [.send(pdu.answered())]
        case SMPPCommand.enquireLink.response, .outbind: return []
        case SMPPCommand.submitSM.response, .genericNack: return answered(pdu, at: now)
        case .deliverSM: return delivered(pdu)
        case mode.command.response: return bindAnswered(pdu)
        case .unbind: return [.send(pdu.answered()), .close(reason: "the carrier ended the session")]
        case SMPPCommand.unbind.response: return [.close(reason: "stopped")]
        default: return pdu.command.isResponse ? [] : [.send(Self.notUnderstood(pdu.sequence))]
        }
    }

    private static func notUnderstood(_ sequence: UInt32) -> SMPPPDU {
        SMPPPDU(.genericNack, status: .invalidCommand, sequence: sequence)
    }

    private func delivered(_ pdu: SMPPPDU) -> [Action] {
        guard phase == .bound, case .message(let message) = pdu.body else {
            return [.send(pdu.answered(.temporaryError, id: ""))]
        }
        return [.delivered(message, sequence: pdu.sequence)]
    }

    private mutating func bindAnswered(_ pdu: SMPPPDU) -> [Action] {
        guard case .binding = phase else { return [] }
        guard pdu.status == .ok else { return [.close(reason: pdu.status.bindRefusal)] }
        phase = .bound
        return [.bound]
    }
}

extension SMPPSession {
    /// What time brings.
    mutating func tick(at now: Instant) -> [Action] {
        switch phase {
        case .opening, .closed: return []
        case .binding(let until): return now < until ? [] : [.close(reason: "the carrier did not answer the bind")]
        case .unbinding(let until): return now < until ? [] : [.close(reason: "the carrier did not answer the unbind")]
        case .bound: return expire(at: now) + enquire(at: now)
        }
    }

    private mutating func enquire(at now: Instant) -> [Action] {
        if let enquiredAt {
            guard now >= enquiredAt + settings.responseTimeout else { return [] }
            return [.close(reason: "the carrier did not answer enquire_link")]
        }
        guard now >= heardAt + settings.enquireLink else { return [] }
        enquiredAt = now
        return [.send(SMPPPDU(.enquireLink, sequence: nextSequence()))]
    }

    /// When ``tick(at:)`` is to be called next.
    var nextTick: Instant? {
        mutating get {
            switch phase {
            case .opening, .closed: return nil
            case .binding(let until), .unbinding(let until): return until
            case .bound:
                let alive = enquiredAt.map { $0 + settings.responseTimeout } ?? heardAt + settings.enquireLink
                return min(alive, window.deadline ?? alive)
            }
        }
    }
}
