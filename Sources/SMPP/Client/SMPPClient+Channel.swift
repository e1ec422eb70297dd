import Logging
import NIOCore
import Synchronization

extension SMPPClient {
    private func link(_ connection: Int) -> SMPPLink? { links.first { $0.connection == connection } }

    func read(_ bytes: ByteBuffer, on connection: Int) {
        guard let link = link(connection) else { return }
        link.framer.add(bytes)
        do throws(SMPPFramer.InvalidLength) {
            while link.connection == connection, let frame = try link.framer.next() { take(frame, on: link) }
        } catch {
            write(SMPPPDU(.genericNack, status: .invalidLength, sequence: 0), on: link)
            end(link, "the carrier sent a frame of \(error.length) octets")
        }
    }

    func readComplete(on connection: Int) { pump() }

    func closed(_ reason: String, on connection: Int) {
        guard let link = link(connection) else { return }
        end(link, reason)
        pump()
    }

    private func take(_ frame: ByteBuffer, on link: SMPPLink) {
        do throws(SMPPPDU.Malformed) {
            perform(link.session.received(try SMPPPDU(frame), at: .now), on: link)
        } catch {
            logger.warning(
                "the carrier sent what cannot be read",
                metadata: ["command": "\(error.command.rawValue)", "connection": "\(link.place)"])
            guard !error.command.isResponse else { return }
            write(SMPPPDU(.genericNack, status: .invalidLength, sequence: error.sequence), on: link)
        }
    }

    func perform(_ actions: [SMPPLink.Session.Action], on link: SMPPLink) {
        for action in actions {
            switch action {
            case .send(let pdu): write(pdu, on: link)
            case .bound: noteBound(link)
            case .answered(let ticket, let answer):
                if ticket.message.answered(ticket.segment, answer) { queue.restore(ticket.message) }
            case .delivered(let message, let sequence): arrived(message, sequence, on: link)
            case .close(let reason): end(link, reason)
            }
        }
    }

    func write(_ pdu: SMPPPDU, on link: SMPPLink) { pdu.write(to: &link.out) }

    private func noteBound(_ link: SMPPLink) {
        link.boundAt = .now
        noteProblem(nil)
        logger.info("bound to the carrier", metadata: ["connection": "\(link.place)", "mode": "\(link.mode)"])
        updateBound()
    }

    /// Gives a connection up: what it had sent without an answer may have been taken.
    func end(_ link: SMPPLink, _ reason: String) {
        guard link.session.phase != .closed else { return }
        link.flush()
        link.channel?.close(promise: nil)
        for ticket in link.session.lost() { _ = ticket.message.answered(ticket.segment, .lost(reason: reason)) }
        noteProblem(reason)
        updateBound()
        if !links.contains(where: { $0.mode.sends && $0.session.phase == .bound }) { queue.refuse(reason) }
        if !stopping.hasBegun {
            logger.warning(
                "lost the carrier: \(reason)", metadata: ["connection": "\(link.place)", "mode": "\(link.mode)"])
        }
    }

    private func updateBound() {
        let now = links.filter { $0.session.phase == .bound }
        let isBound = now.contains { $0.mode.sends } && now.contains { $0.mode.receives }
        bound.store(isBound, ordering: .releasing)
    }

    /// Sends what may go, writes out, and sets the timer for what time brings.
    func pump() {
        let now = ContinuousClock.now
        for link in links where link.mode.sends {
            var room = link.session.room(at: now)
            while room > 0, let (message, segment) = queue.next() {
                write(
                    link.session.submit(
                        message.segments[segment], (message, segment), segments: message.weight, at: now), on: link)
                room -= message.weight
            }
        }
        inbox.wake()
        advanceStop()
        for link in links { link.flush() }
        setAlarm(now)
    }

    private func setAlarm(_ now: ContinuousClock.Instant) {
        var times = [queue.deadline, stopping.isDone ? now : nil]
        for link in links {
            times.append(link.session.nextTick)
            // Not for each segment by itself: a few milliseconds' worth go together.
            if !queue.isEmpty { times.append(link.session.roomAt(now).map { max($0, now + .milliseconds(2)) }) }
        }
        guard !stopping.isDone, let soonest = times.compactMap({ $0 }).min() else { return alarm.stop() }
        alarm.set(soonest, on: loop) { [weak self] in self?.assumeIsolated { $0.ring() } }
    }

    private func ring() {
        alarm.rang()
        let now = ContinuousClock.now
        queue.expire(at: now)
        for link in links { perform(link.session.tick(at: now), on: link) }
        pump()
    }
}
