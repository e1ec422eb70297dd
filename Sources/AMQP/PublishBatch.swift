/// The messages of one call of `publish`, and what is known of each.
final class PublishBatch {
    let messages: [AMQPMessage]
    /// Of the connection it goes out on.
    let generation: Int
    private(set) var outcomes: [PublishOutcome?]
    private(set) var unsettled: Int
    /// When a message was last sent or settled: the wait for confirms is counted from here.
    var lastProgress = ContinuousClock.now

    init(_ messages: [AMQPMessage], generation: Int) {
        self.messages = messages
        self.generation = generation
        outcomes = Array(repeating: nil, count: messages.count)
        unsettled = messages.count
    }

    /// A return comes before its confirm, which then settles the message.
    func noteReturn(_ index: Int, code: Int, reason: String) {
        outcomes[index] = .returned(code: code, reason: reason)
    }

    func settle(_ index: Int, isTaken: Bool) {
        if outcomes[index] == nil { outcomes[index] = isTaken ? .confirmed : .nacked }
        unsettled -= 1
    }
}
