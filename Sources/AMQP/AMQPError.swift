/// What went wrong between us and the broker. No case carries the password.
package enum AMQPError: Error, Equatable, CustomStringConvertible {
    /// No host let us connect; `tried` says of each why.
    case unreachable(tried: String)
    /// The broker is there and does not let the user in.
    case refused(user: String, virtualHost: String, reason: String)
    /// The connection ended without a word, or went silent.
    case connectionLost(reason: String)
    /// The broker closed the channel, with its code and sentence.
    case channelClosed(code: Int, text: String)
    /// The broker closed the connection, with its code and sentence.
    case connectionClosed(code: Int, text: String)
    /// The broker ended the consumption, as when the queue is deleted.
    case consumerCancelled(queue: String)
    /// The queue to consume from does not exist.
    case queueMissing(queue: String)
    /// No answer in time; whether the request had an effect is unknown.
    case timedOut(waitingFor: String)
    /// The broker has stopped taking messages, for lack of memory or disk.
    case blocked(reason: String)
    /// A queue did not take a message, for it is full or not there. Others may well be taken.
    case notTaken(reason: String)
    /// The message cannot be put on the wire. Nothing of its batch was published.
    case unsendable(reason: String)
    /// Asked of a consumer or publisher that is not started, or has been closed.
    case notConnected

    /// One sentence: what, where, what to do.
    package var description: String {
        switch self {
        case .unreachable(let tried):
            "no broker reachable (\(tried)): is it running, and are the hosts right?"
        case .refused(let user, let virtualHost, let reason):
            "the broker refuses user \(user) on virtual host \(virtualHost) (\(reason)): check name, password and rights"
        case .connectionLost(let reason):
            "the connection to the broker was lost (\(reason)): connect again"
        case .channelClosed(let code, let text):
            "the broker closed the channel with \(code), \(text): mend what it names, then start again"
        case .connectionClosed(let code, let text):
            "the broker closed the connection with \(code), \(text): connect again"
        case .consumerCancelled(let queue):
            "the broker ended the consumption of queue \(queue): has it been deleted?"
        case .queueMissing(let queue):
            "queue \(queue) does not exist: run lianhu setup"
        case .timedOut(let what):
            "no \(what) in time: whether the broker acted is unknown, so ask or publish again"
        case .blocked(let reason):
            "the broker takes no messages (\(reason)): free its memory or disk"
        case .notTaken(let reason):
            "a queue takes no more (\(reason)): run lianhu doctor, and make room in it"
        case .unsendable(let reason):
            "a message cannot be sent: \(reason)"
        case .notConnected:
            "not connected to the broker: start first"
        }
    }
}
