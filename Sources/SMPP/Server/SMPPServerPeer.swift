import NIOCore

/// One connection to a server. Belongs to the server's actor.
final class SMPPServerPeer {
    let number: Int
    let channel: any Channel
    var framer = SMPPFramer()
    var out = ByteBuffer()
    /// Set once it is bound.
    var mode: SMPPBind.Mode?
    /// Its place in its batch, of each `deliver_sm` that waits for an answer.
    var unanswered: [UInt32: (batch: SMPPBatch<SMPPStatus?>, place: Int)] = [:]
    var waiting = CircularBuffer<(message: SMPPShortMessage, batch: SMPPBatch<SMPPStatus?>, place: Int)>()
    private var sequence: UInt32 = 0

    init(_ number: Int, _ channel: any Channel) {
        self.number = number
        self.channel = channel
    }

    /// Sends what the window has room for.
    func deliver(window: Int) {
        while unanswered.count < window, let next = waiting.popFirst() {
            sequence = sequence % 0x7FFF_FFFF + 1
            unanswered[sequence] = (next.batch, next.place)
            SMPPPDU(.deliverSM, sequence: sequence, .message(next.message)).write(to: &out)
        }
    }

    /// Sends a command of its own.
    func ask(_ command: SMPPCommand) {
        sequence = sequence % 0x7FFF_FFFF + 1
        SMPPPDU(command, sequence: sequence).write(to: &out)
    }

    /// Nobody will answer any more.
    func giveUp() {
        for (batch, place) in unanswered.values { batch.set(place, nil) }
        for next in waiting { next.batch.set(next.place, nil) }
        unanswered = [:]
        waiting.removeAll()
    }

    func flush() {
        guard out.readableBytes > 0 else { return }
        channel.writeAndFlush(out, promise: nil)
        out = ByteBuffer()
    }
}
