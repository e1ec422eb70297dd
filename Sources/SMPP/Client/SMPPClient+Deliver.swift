import Logging

extension SMPPClient {
    /// A `deliver_sm`. What is marked as a receipt and names no message helps nobody, now or later: it is logged and
    /// taken.
    func arrived(_ message: SMPPShortMessage, _ sequence: UInt32, on link: SMPPLink) {
        if inbox.isFull || stopping.hasBegun { return answer(sequence, .temporaryError, on: link) }
        if let receipt = SMPPReceipt(message, ids: settings.receiptIDs) {
            inbox.add(
                SMPPArrival(
                    delivered: .receipt(receipt), connection: link.connection, sequence: sequence, fingerprint: nil))
        } else if SMPPReceipt.isReceipt(message) {
            logger.warning("a receipt names no message", metadata: ["connection": "\(link.place)"])
            answer(sequence, .ok, on: link)
        } else {
            let fingerprint = message.fingerprint
            let incoming = SMPPIncoming(
                id: inbox.id(fingerprint), phone: message.source.number, to: message.destination.number,
                content: SMPPContent(message))
            inbox.add(
                SMPPArrival(
                    delivered: .message(incoming), connection: link.connection, sequence: sequence,
                    fingerprint: fingerprint))
        }
    }

    /// Hands over what has come until the client has stopped.
    func handOver() async {
        while let arrivals = await withCheckedContinuation({ inbox.read($0) }) {
            var status = SMPPStatus.ok
            do {
                try await onDelivered(arrivals.map(\.delivered))
            } catch {
                logger.error("what the carrier brought could not be taken: \(error)")
                status = .temporaryError
            }
            for arrival in arrivals { settle(arrival, status) }
            inbox.rest()
            pump()
        }
    }

    private func settle(_ arrival: SMPPArrival, _ status: SMPPStatus) {
        guard let link = links.first(where: { $0.connection == arrival.connection }), link.session.phase != .closed
        else { return }
        answer(arrival.sequence, status, on: link)
        if status == .ok, let fingerprint = arrival.fingerprint { inbox.noteTaken(fingerprint) }
    }

    private func answer(_ sequence: UInt32, _ status: SMPPStatus, on link: SMPPLink) {
        write(
            SMPPPDU(.deliverSM.response, status: status, sequence: sequence, .messageAnswer(id: "", parameters: [])),
            on: link)
    }
}

extension SMPPShortMessage {
    /// FNV-1a of who wrote what to whom.
    var fingerprint: UInt64 {
        let octets =
            Array("\(source.number)\n\(destination.number)\n\(dataCoding)\n".utf8) + payload
            + parameters.flatMap { [UInt8(truncatingIfNeeded: $0.tag.rawValue)] + $0.value }
        return octets.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}
