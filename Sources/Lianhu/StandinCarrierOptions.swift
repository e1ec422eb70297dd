package import Foundation

/// How the stand-in carrier behaves.
package struct StandinCarrierOptions: Sendable {
    /// 0 takes any free port.
    package var port = 0
    package var host = "127.0.0.1"
    /// Where its record is kept.
    package var directory: URL
    /// Shared with the fleet.
    package var secret: String
    /// Where receipts go; nil sends none.
    package var receiptsURL: URL?
    /// Share of messages whose receipt says `failed`, 0 to 1.
    package var failRate = 0.0
    /// Messages a second that it takes; nil for all.
    package var throttle: Int?
    /// Numbers beginning so are rejected for good.
    package var refuse: String?
    /// Calls that it carries out and does not answer.
    package var dropAnswers = 0
    /// Seconds from taking a message to its receipt.
    package var receiptDelay = 0.2

    /// Where it also speaks SMPP; nil for not at all, 0 for any free port.
    package var smppPort: Int?
    /// The password of every bind; nil takes any.
    package var smppPassword: String?
    /// What is wrong with its SMPP from the start, as in `POST /faults`.
    package var smppFaults = StandinCarrierSMPPFaults()

    package init(directory: URL, secret: String) {
        self.directory = directory
        self.secret = secret
    }
}
