import Testing

@testable import SMPP

@Suite struct SMPPSessionTests {
    private let start = ContinuousClock.now

    @Test func aBindIsAnsweredOrExplained() {
        var session = opened()
        #expect(session.room(at: start) == 0)
        #expect(said(session.received(bindAnswer(.ok), at: start)) == [.bound])
        #expect(session.room(at: start) == 3)
        for (status, word) in [
            (SMPPStatus.invalidPassword, "password"), (.invalidSystemID, "system id"), (.alreadyBound, "bound already"),
            (.bindFailed, "refused the bind"), (SMPPStatus(rawValue: 0x4321), "0x4321"),
        ] {
            var session = opened()
            guard case .close(let reason) = said(session.received(bindAnswer(status), at: start)).first else {
                Issue.record("a refused bind closes")
                continue
            }
            #expect(reason.contains(word))
        }
        var silent = opened()
        #expect(silent.tick(at: start + .seconds(9)).isEmpty)
        #expect(said(silent.tick(at: start + .seconds(10))) == [.close("the carrier did not answer the bind")])
    }

    @Test func theWindowIsNeverExceededAndAnswersComeInAnyOrder() {
        var session = bound()
        let pdus = (1...3).map { session.submit(message, $0, at: start) }
        #expect(session.room(at: start) == 0)
        #expect(said(session.received(accepted(pdus[2], "c"), at: start)) == [.answered(3, .accepted(id: "c"))])
        #expect(session.room(at: start) == 1)
        #expect(said(session.received(accepted(pdus[0], "0A"), at: start)) == [.answered(1, .accepted(id: "a"))])
        // Once is enough, and what nobody asked for is nobody's.
        #expect(session.received(accepted(pdus[0], "0A"), at: start).isEmpty)
        #expect(session.lost() == [2])
        #expect(session.room(at: start) == 0)
    }

    @Test func throttlingPausesGrowsAndRecovers() {
        var session = bound()
        var now = start
        var pauses: [Duration] = []
        for _ in 0..<3 {
            let pdus = (1...3).map { session.submit(message, $0, at: now) }
            for pdu in pdus {
                let refused = SMPPPDU(pdu.command.response, status: .throttled, sequence: pdu.sequence)
                #expect(said(session.received(refused, at: now)).count == 1)
            }
            #expect(session.room(at: now) == 0)
            let next = session.roomAt(now) ?? now
            pauses.append(next - now)
            now = next
            #expect(session.room(at: now) == 3)
        }
        #expect(pauses == [.milliseconds(200), .milliseconds(400), .milliseconds(800)])
        let pdu = session.submit(message, 1, at: now)
        _ = session.received(accepted(pdu, "1"), at: now)
        let last = session.submit(message, 1, at: now)
        _ = session.received(SMPPPDU(last.command.response, status: .queueFull, sequence: last.sequence), at: now)
        #expect(session.roomAt(now) == now + .milliseconds(200))
    }

    @Test func anUnansweredSubmitStallsAndASilentCarrierIsLeft() {
        var session = bound()
        let first = session.submit(message, 1, at: start)
        let second = session.submit(message, 2, at: start + .seconds(5))
        #expect(session.nextTick == start + .seconds(10))
        let now = start + .seconds(10)
        #expect(said(session.tick(at: now)).first == .answered(1, .lost(reason: "the carrier did not answer in time")))
        #expect(session.room(at: now) == 0, "nothing more goes to a carrier that does not answer")
        // A late answer finds nobody waiting, yet shows that it answers.
        #expect(session.received(accepted(first, "1"), at: now).isEmpty)
        #expect(session.room(at: now) == 2)
        _ = session.received(accepted(second, "2"), at: now)
        _ = session.submit(message, 3, at: now)
        #expect(
            said(session.tick(at: now + .seconds(10))).prefix(2) == [
                .answered(3, .lost(reason: "the carrier did not answer in time")),
                .close("the carrier answers no submits"),
            ])
    }

    @Test func aSilentConnectionIsAskedAndThenLeft() {
        var session = bound()
        #expect(session.tick(at: start + .seconds(29)).isEmpty)
        let asked = start + .seconds(30)
        #expect(session.nextTick == asked)
        #expect(said(session.tick(at: asked)).first == .sent(.enquireLink, .ok))
        #expect(session.tick(at: asked + .seconds(9)).isEmpty)
        var answered = session
        _ = answered.received(SMPPPDU(SMPPCommand.enquireLink.response, sequence: 2), at: asked + .seconds(9))
        #expect(answered.tick(at: asked + .seconds(11)).isEmpty)
        #expect(
            said(session.tick(at: asked + .seconds(10))) == [.close("the carrier did not answer enquire_link")])
    }

    @Test func whatIsNotUnderstoodIsRefusedAndWhatIsAskedAnswered() {
        var session = bound()
        #expect(
            said(session.received(SMPPPDU(.enquireLink, sequence: 5), at: start))
                == [.sent(SMPPCommand.enquireLink.response, .ok)])
        #expect(
            said(session.received(SMPPPDU(.dataSM, sequence: 6, .unknown([])), at: start))
                == [.sent(.genericNack, .invalidCommand)])
        #expect(session.received(SMPPPDU(SMPPCommand.dataSM.response, sequence: 6, .unknown([])), at: start).isEmpty)
        #expect(said(session.received(SMPPPDU(.unbind, sequence: 7), at: start)).count == 2)
        let pdu = session.submit(message, 4, at: start)
        let nack = SMPPPDU(.genericNack, status: .invalidCommand, sequence: pdu.sequence)
        #expect(said(session.received(nack, at: start)) == [.answered(4, .refused(.invalidCommand))])
        #expect(
            said(session.received(SMPPPDU(.genericNack, status: .invalidLength, sequence: 0), at: start))
                == [.close("the carrier did not understand us: ESME_RINVCMDLEN")])
    }

    @Test func anAnswerWithoutAnIdMayHaveBeenTaken() {
        var session = bound()
        let pdu = session.submit(message, 1, at: start)
        #expect(
            said(session.received(SMPPPDU(pdu.command.response, sequence: pdu.sequence), at: start))
                == [.answered(1, .lost(reason: "the carrier's answer has no id"))])
    }

    @Test func segmentsArePacedAndLongOnesBorrow() {
        var settings = settings
        settings.segmentsPerSecond = 20
        settings.window = 1000
        var session = bound(settings)
        var sent = 0
        var now = start
        while now < start + .seconds(10) {
            for _ in 0..<session.room(at: now) {
                _ = session.submit(message, sent, segments: sent == 50 ? 20 : 1, at: now)
                sent += 1
            }
            now = max(now + .milliseconds(1), session.roomAt(now) ?? now)
        }
        #expect((180...182).contains(sent), "200 segments in ten seconds, 20 of them of one message: \(sent)")
    }

    private var message: SMPPShortMessage { SMPPShortMessage(source: SMPPAddress(""), destination: SMPPAddress("1")) }

    private var settings: SMPPSettings {
        var settings = SMPPSettings(host: "", port: 0, systemID: "s", password: "p")
        settings.window = 3
        return settings
    }

    private func opened(_ settings: SMPPSettings? = nil) -> SMPPSession<Int> {
        var session = SMPPSession<Int>(.transceiver, settings ?? self.settings, at: start)
        #expect(said(session.opened(at: start)) == [.sent(.bindTransceiver, .ok)])
        return session
    }

    private func bound(_ settings: SMPPSettings? = nil) -> SMPPSession<Int> {
        var session = opened(settings)
        _ = session.received(bindAnswer(.ok), at: start)
        return session
    }

    private func bindAnswer(_ status: SMPPStatus) -> SMPPPDU {
        SMPPPDU(SMPPCommand.bindTransceiver.response, status: status, sequence: 1)
    }

    private func accepted(_ pdu: SMPPPDU, _ id: String) -> SMPPPDU { pdu.answered(id: id) }
}

/// What a session asks for, comparable.
private enum Said: Equatable {
    case sent(SMPPCommand, SMPPStatus)
    case bound
    case delivered(UInt32)
    case close(String)
    case answered(Int, SMPPAnswer)

    init(_ action: SMPPSession<Int>.Action) {
        self =
            switch action {
            case .send(let pdu): .sent(pdu.command, pdu.status)
            case .bound: .bound
            case .answered(let ticket, let answer): .answered(ticket, answer)
            case .delivered(_, let sequence): .delivered(sequence)
            case .close(let reason): .close(reason)
            }
    }
}

/// What it asks for, in order.
private func said(_ actions: [SMPPSession<Int>.Action]) -> [Said] { actions.map { Said($0) } }
