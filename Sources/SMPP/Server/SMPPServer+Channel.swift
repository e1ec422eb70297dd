import Logging
import NIOCore

extension SMPPServer {
    func read(_ bytes: ByteBuffer, on connection: Int) {
        guard let peer = peers[connection] else { return }
        peer.framer.add(bytes)
        do throws(SMPPFramer.InvalidLength) {
            while let frame = try peer.framer.next() { take(frame, from: peer) }
        } catch {
            SMPPPDU(.genericNack, status: .invalidLength, sequence: 0).write(to: &peer.out)
            peer.flush()
            peer.channel.close(promise: nil)
        }
    }

    func readComplete(on connection: Int) {
        peers[connection]?.flush()
        wake()
    }

    func closed(_ reason: String, on connection: Int) {
        peers.removeValue(forKey: connection)?.giveUp()
    }

    func flush() {
        for peer in peers.values { peer.flush() }
    }

    private func take(_ frame: ByteBuffer, from peer: SMPPServerPeer) {
        do throws(SMPPPDU.Malformed) {
            received(try SMPPPDU(frame), from: peer)
        } catch {
            SMPPPDU(.genericNack, status: .invalidLength, sequence: error.sequence).write(to: &peer.out)
        }
    }

    private func received(_ pdu: SMPPPDU, from peer: SMPPServerPeer) {
        switch (pdu.command, pdu.body) {
        case (_, .bind(let bind)):
            Task { await self.bind(bind, pdu, peer.number) }
        case (.submitSM, .message(let message)):
            guard peer.mode?.sends == true else {
                return pdu.answered(.wrongBindState, id: "").write(to: &peer.out)
            }
            submits.append(SMPPServerSubmit(peer: peer.number, sequence: pdu.sequence, message: message))
        case (SMPPCommand.deliverSM.response, _), (.genericNack, _):
            guard let (batch, place) = peer.unanswered.removeValue(forKey: pdu.sequence) else { return }
            batch.set(place, pdu.status)
            peer.deliver(window: settings.window)
        case (.enquireLink, _):
            if !isMute { pdu.answered().write(to: &peer.out) }
        case (.unbind, _):
            guard !isMute else { return }
            pdu.answered().write(to: &peer.out)
            peer.flush()
            peer.channel.close(promise: nil)
        default:
            guard !pdu.command.isResponse else { return }
            SMPPPDU(.genericNack, status: .invalidCommand, sequence: pdu.sequence).write(to: &peer.out)
        }
    }

    /// Whatever else comes meanwhile is refused, as it comes before the answer.
    private func bind(_ bind: SMPPBind, _ pdu: SMPPPDU, _ number: Int) async {
        let mode = SMPPBind.Mode.allCases.first { $0.command == pdu.command } ?? .transceiver
        let status = peers[number]?.mode == nil ? await onBind(bind, mode) : .alreadyBound
        guard let peer = peers[number] else { return }
        let version = SMPPParameter(.interfaceVersion, [0x34])
        let body = SMPPBody.bindAnswer(systemID: settings.systemID, parameters: [version])
        SMPPPDU(pdu.command.response, status: status, sequence: pdu.sequence, status == .ok ? body : .empty)
            .write(to: &peer.out)
        if status == .ok { peer.mode = mode }
        peer.flush()
    }

    func carryOut(_ answer: SMPPServerAnswer, _ submit: SMPPServerSubmit) {
        guard let peer = peers[submit.peer] else { return }
        switch answer {
        case .answer(let status, let id):
            let body = status == .ok ? SMPPBody.messageAnswer(id: id, parameters: []) : .empty
            SMPPPDU(SMPPCommand.submitSM.response, status: status, sequence: submit.sequence, body).write(to: &peer.out)
        case .silence: break
        case .disconnect:
            peer.flush()
            peer.channel.close(promise: nil)
        }
    }
}

extension SMPPServer {
    /// Brings messages to a peer that receives and returns its verdicts in their order: nil where none came before the
    /// connection ended, or where there is no such peer.
    package func deliver(_ messages: [SMPPShortMessage], to number: Int) async -> [SMPPStatus?] {
        guard !messages.isEmpty, let peer = peers[number], peer.mode?.receives == true else {
            return messages.map { _ in nil }
        }
        return await withCheckedContinuation { continuation in
            let batch = SMPPBatch<SMPPStatus?>(messages.count) { continuation.resume(returning: $0) }
            for (place, message) in messages.enumerated() { peer.waiting.append((message, batch, place)) }
            peer.deliver(window: settings.window)
            peer.flush()
        }
    }

    /// Asks all peers whether they live.
    package func enquire() {
        for peer in peers.values { peer.ask(.enquireLink) }
        flush()
    }

    /// Sends octets as they are to all peers.
    package func send(raw bytes: [UInt8]) {
        for peer in peers.values { peer.out.writeBytes(bytes) }
        flush()
    }
}
