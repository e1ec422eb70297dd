import ArgumentParser
import Dispatch
import Events
import Foundation
import Glibc

/// `lianhu standin-carrier`: an SMS carrier for trying out and tests.
struct StandinCarrierCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "standin-carrier",
        abstract: "An SMS carrier for trying out: takes messages, keeps a record, sends receipts, fails on demand.",
        discussion: """
            Every message it took stands in DIRECTORY/messages.jsonl before it says so. Look at them with
              curl http://127.0.0.1:PORT/messages
              curl http://127.0.0.1:PORT/phones/13800138000
            and change its faults while it runs with
              curl -d '{"dropAnswers": 1}' http://127.0.0.1:PORT/faults
            With --smpp-port it also speaks SMPP 3.4, into the same record; deploy/carriers.md has its faults.
            """)

    @Option(help: "Port to listen on, 0 for any free one.")
    var port = 0

    @Option(help: "Address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "Folder of its record.")
    var directory: String

    @Option(help: "The secret that it shares with the fleet (gateway.secret).")
    var secret: String

    @Option(help: "Where receipts go: http://HOST:PORT/gateway/NAME/receipts of lianhu-notice.")
    var receiptsURL: String?

    @Option(help: "Share of messages whose receipt says failed, 0 to 1.")
    var failRate = 0.0

    @Option(help: "Messages a second that it takes; the rest is throttled.")
    var throttle: Int?

    @Option(help: "Reject numbers that begin so.")
    var refuse: String?

    @Option(help: "Carry out this many calls without answering them.")
    var dropAnswers = 0

    @Option(help: "Port on which it speaks SMPP 3.4, 0 for any free one.")
    var smppPort: Int?

    @Option(help: "The password of SMPP binds; any if there is none.")
    var smppPassword: String?

    @Option(help: "What is wrong with its SMPP: the JSON that {\"smpp\": …} of POST /faults has.")
    var smppFaults: String?

    func validate() throws {
        if let receiptsURL, URL(string: receiptsURL)?.host == nil {
            throw ValidationError("--receipts-url must be a URL with a host, got '\(receiptsURL)'")
        }
        guard (0...1).contains(failRate) else {
            throw ValidationError("--fail-rate must be between 0 and 1, got \(failRate)")
        }
    }

    func run() async throws {
        let carrier = try await StandinCarrier(try options)
        let signals = [SIGTERM, SIGINT].map(endAtSignal)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await carrier.run() }
            print("the stand-in carrier listens on \(host):\(try await carrier.port())")
            if let port = try await carrier.smppPort() { print("it speaks SMPP on \(host):\(port)") }
            try await group.next()
        }
        withExtendedLifetime(signals) {}
    }

    private var options: StandinCarrierOptions {
        get throws {
            var options = StandinCarrierOptions(directory: URL(filePath: directory), secret: secret)
            options.port = port
            options.host = host
            options.receiptsURL = receiptsURL.flatMap { URL(string: $0) }
            options.failRate = failRate
            options.throttle = throttle
            options.refuse = refuse
            options.dropAnswers = dropAnswers
            options.smppPort = smppPort
            options.smppPassword = smppPassword
            if let smppFaults { options.smppFaults.change(try JSON.parse(Array(smppFaults.utf8))) }
            return options
        }
    }

    /// It may end at any moment: what it has said is on disk.
    private func endAtSignal(_ number: Int32) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number)
        source.setEventHandler { Glibc.exit(0) }
        source.resume()
        return source
    }
}
