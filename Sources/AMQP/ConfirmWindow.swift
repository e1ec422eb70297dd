/// The messages of one channel that the broker has not confirmed. Confirms come out of order, and one may stand for
/// all before it.
struct ConfirmWindow {
    private struct Entry {
        let batch: PublishBatch
        let index: Int

        var message: AMQPMessage { batch.messages[index] }
    }

    /// Bounds what a lost connection leaves in doubt, and the memory that waits in the broker's socket.
    private static let mostMessages = 1_000
    private static let mostBytes = 16 << 20

    private var entries: [UInt64: Entry] = [:]
    private var bytes = 0
    private var oldest: UInt64 = 1
    private var next: UInt64 = 1
    private var nextReturn: UInt64 = 1

    var isEmpty: Bool { entries.isEmpty }

    var hasRoom: Bool { entries.count < Self.mostMessages && bytes < Self.mostBytes }

    /// In the order of sending: the broker counts from 1 on each channel.
    mutating func add(_ batch: PublishBatch, index: Int) {
        entries[next] = Entry(batch: batch, index: index)
        bytes += batch.messages[index].body.count
        next += 1
    }

    mutating func settle(tag: UInt64, multiple: Bool, isTaken: Bool, at now: ContinuousClock.Instant) {
        guard multiple else { return settle(tag, isTaken: isTaken, at: now) }
        // Tag 0 with `multiple` is everything so far.
        let last = tag == 0 ? next : min(tag, next)
        while oldest <= last, oldest < next {
            settle(oldest, isTaken: isTaken, at: now)
            oldest += 1
        }
    }

    /// The broker returns in the order of sending and says no number, so the search goes on from the last return.
    mutating func noteReturn(_ returned: ReturnedMessage) {
        for tag in max(nextReturn, oldest)..<max(next, nextReturn, oldest) {
            guard let entry = entries[tag], entry.message.isSame(as: returned) else { continue }
            entry.batch.noteReturn(entry.index, code: returned.code, reason: returned.reason)
            nextReturn = tag + 1
            return
        }
    }

    private mutating func settle(_ tag: UInt64, isTaken: Bool, at now: ContinuousClock.Instant) {
        guard let entry = entries.removeValue(forKey: tag) else { return }
        bytes -= entry.message.body.count
        entry.batch.settle(entry.index, isTaken: isTaken)
        entry.batch.lastProgress = now
    }
}

extension AMQPMessage {
    fileprivate func isSame(as returned: ReturnedMessage) -> Bool {
        mandatory && body.count == returned.bodyCount && properties.messageID == returned.messageID
            && routingKey == returned.routingKey && exchange == returned.exchange
    }
}
