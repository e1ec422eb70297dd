/// How to reach a carrier over SMPP 3.4, and what it allows.
package struct SMPPSettings: Sendable {
    /// How receipts and messages from phones come.
    package enum BindMode: String, Sendable, CaseIterable {
        /// Over the connection that sends.
        case transceiver
        /// Over a second connection beside each that sends.
        case separate
    }

    /// How a text goes that is longer than one message.
    package enum LongMessages: String, Sendable, CaseIterable {
        /// In parts, each with a header that says which it is; the carrier counts and answers each.
        case udh
        /// Whole, in the parameter `message_payload`; the carrier cuts it.
        case payload
    }

    package var host: String
    package var port: Int
    /// At most 15 characters.
    package var systemID: String
    /// At most 8 characters, as the protocol has it.
    package var password: String
    /// At most 12 characters; mostly empty.
    package var systemType = ""
    package var bind = BindMode.transceiver
    /// Connections that send; each has its own window and rate.
    package var connections = 1
    /// Submits that a connection leaves unanswered, at most.
    package var window = 50
    /// Segments a second on each connection; nil for as many as the carrier takes.
    package var segmentsPerSecond: Double?
    /// How long a connection may be silent before it is asked whether it lives.
    package var enquireLink = Duration.seconds(30)
    /// How long an answer may take: to a bind, to a submit, to the question whether it lives.
    package var responseTimeout = Duration.seconds(10)
    /// How long establishing a connection may take.
    package var connectTimeout = Duration.seconds(10)
    /// How long a message may wait for its turn.
    package var patience = Duration.seconds(20)
    /// The first and the longest pause between attempts to connect.
    package var reconnect = Duration.milliseconds(500)...Duration.seconds(30)
    /// Nil for an open connection.
    package var tls: SMPPTLS?
    /// The sender that phones show.
    package var source = SMPPAddress("")
    /// Type and plan of the numbers that messages go to.
    package var destinationTON: UInt8 = 1
    package var destinationNPI: UInt8 = 1
    package var serviceType = ""
    package var longMessages = LongMessages.udh
    package var receiptIDs = SMPPReceiptIDs.same
    /// Octets of a frame that are accepted, at most.
    package var frameLimit = SMPPFramer.standardLimit

    package init(host: String, port: Int, systemID: String, password: String) {
        self.host = host
        self.port = port
        self.systemID = systemID
        self.password = password
    }
}
