/// One protocol data unit. [SMPP 3.4, 3.2]
package struct SMPPPDU: Sendable, Equatable {
    package let command: SMPPCommand
    package let status: SMPPStatus
    package let sequence: UInt32
    package let body: SMPPBody

    package init(_ command: SMPPCommand, status: SMPPStatus = .ok, sequence: UInt32, _ body: SMPPBody = .empty) {
        self.command = command
        self.status = status
        self.sequence = sequence
        self.body = body
    }

    /// The answer to it without a body, or with one that a message's id makes.
    func answered(_ status: SMPPStatus = .ok, id: String? = nil) -> SMPPPDU {
        SMPPPDU(
            command.response, status: status, sequence: sequence,
            id.map { .messageAnswer(id: $0, parameters: []) } ?? .empty)
    }
}
