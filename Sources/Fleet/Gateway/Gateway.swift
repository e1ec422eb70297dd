package import ServiceLifecycle

/// A carrier of messages. Every adapter passes the same tests.
package protocol Gateway: Sendable {
    /// As it stands in the store, in events and in the path of its receipts.
    var name: String { get }
    /// Messages in one call, at most.
    var batch: Int { get }
    /// Whether it can be asked about messages of which nobody knows whether it has got them.
    var canTell: Bool { get }
    /// Keeps the carrier's connections as long as the worker runs; nil for one that is called anew each time.
    var line: (any Service)? { get }

    /// Hands messages over. A message without a result is one whose fate is unknown.
    func submit(_ messages: [OutgoingMessage]) async throws(GatewayError) -> [SubmitResult]

    /// What the carrier knows of these references; it has not got those that are missing in the answer.
    func status(of references: [String]) async throws(GatewayError) -> [MessageStatus]
}

extension Gateway {
    package var canTell: Bool { true }
    package var line: (any Service)? { nil }
}

/// One message to one phone.
package struct OutgoingMessage: Sendable, Equatable {
    /// Ours, the same however often it is sent.
    package let reference: String
    package let phone: String
    package let text: String
    /// Goes before all that is not.
    package let isEmergency: Bool

    package init(reference: String, phone: String, text: String, isEmergency: Bool = false) {
        self.reference = reference
        self.phone = phone
        self.text = text
        self.isEmergency = isEmergency
    }
}

/// What the carrier said of one message.
package struct SubmitResult: Sendable, Equatable {
    /// Taken, never to be taken, not now, or nobody knows.
    package enum Outcome: Sendable, Equatable {
        /// Taken, under the carrier's own names: one, or one for each part that is receipted by itself.
        case accepted(ids: [String])
        /// Never will be taken.
        case rejected(problem: String)
        /// Not taken now.
        case throttled
        /// May have been taken, in whole or in part.
        case unknown(problem: String)
        /// Nothing was sent.
        case refused(problem: String)

        /// Taken as one.
        package static func accepted(id: String) -> Outcome { .accepted(ids: [id]) }
    }

    package let reference: String
    package let outcome: Outcome

    package init(reference: String, outcome: Outcome) {
        self.reference = reference
        self.outcome = outcome
    }
}

/// What a carrier knows of a message that it has got.
package struct MessageStatus: Sendable, Equatable {
    /// As far as the carrier knows: taken, arrived, or never will.
    package enum State: String, Sendable, CaseIterable { case accepted, delivered, failed }

    package let reference: String
    package let id: String
    package let state: State

    package init(reference: String, id: String, state: State) {
        self.reference = reference
        self.id = id
        self.state = state
    }
}

/// Why a call to a carrier gave no results.
package enum GatewayError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Nothing was taken: no connection, or the carrier refused the whole call. In a word for logs.
    case refused(String)
    /// Nothing was taken because of what the call says; alone, its messages might be. In a word for logs.
    case unfit(String)
    /// Nothing was taken; the carrier asks for patience, in seconds if it said how much.
    case throttled(after: Double?)
    /// The call may have been carried out: it was sent, and no usable answer came.
    case noAnswer(String)

    package var description: String {
        switch self {
        case .refused(let reason): "the gateway took nothing: \(reason)"
        case .unfit(let reason): "the gateway cannot take the call as it is: \(reason)"
        case .throttled: "the gateway asks for patience"
        case .noAnswer(let reason): "the gateway may have taken it, without an answer: \(reason)"
        }
    }
}
