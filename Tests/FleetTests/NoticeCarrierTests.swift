import Events
import Fleet
import Foundation
import FoundationNetworking
import Lianhu
import Testing

@Suite struct NoticeCarrierTests {
    @Test func itsRecordAndItsDebtOfReceiptsSurviveARestart() async throws {
        let first = NoticeWorld.options()
        try await NoticeWorld.run(first) { world in
            try await world.ask("call", ["13800000001", "13800000002"])
            try await world.round()
            #expect(try await world.states() == ["submitted", "submitted"])
            try tear(first.directory.appending(path: "messages.jsonl"))
            var options = first
            options.receiptsURL = world.receipts
            try await whileRunning(try await StandinCarrier(options)) { _ in
                try await world.eventually("both delivered") {
                    try await world.states() == ["delivered", "delivered"]
                }
            }
            // A third start owes nothing any more, and numbers go on where they ended.
            try await whileRunning(try await StandinCarrier(options)) { url in
                let gateway = HTTPGateway(name: "standin", url: url, secret: NoticeWorld.secret, timeout: 5)
                let messages = [OutgoingMessage(reference: "x", phone: "13800000003", text: "t")]
                let results = try await gateway.submit(messages)
                #expect(results == [SubmitResult(reference: "x", outcome: .accepted(id: "standin-3"))])
                let known = try await gateway.status(of: ["x", "y"])
                #expect(known.map(\.reference) == ["x"])
            }
        }
    }

    @Test func aCallThatIsNotAnsweredIsCarriedOutOnce() async throws {
        try await NoticeWorld.run { world in
            let message = OutgoingMessage(reference: "a", phone: "13800000001", text: "t")
            for _ in 0..<3 { _ = try await world.gateway.submit([message]) }
            var request = URLRequest(url: world.carrier.appending(path: "faults"))
            request.httpMethod = "POST"
            request.httpBody = Data(#"{"dropAnswers": 1}"#.utf8)
            _ = try await URLSession.shared.data(for: request)
            await #expect(throws: GatewayError.noAnswer("the connection broke")) {
                try await world.gateway.submit([message])
            }
            #expect(try await world.taken().count == 4)
        }
    }

    /// What a process leaves that dies in the middle of a line.
    private func tear(_ file: URL) throws {
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(#"{"id": "standin-3", "refe"#.utf8))
        try handle.close()
    }

    private func whileRunning(_ carrier: StandinCarrier, _ body: (URL) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await carrier.run() }
            try await body(try NoticeWorld.address(try await carrier.port(), ""))
        }
    }
}
