import Foundation
import ServiceLifecycle
import Testing

@testable import Fleet

/// A worker's HTTP server over real sockets: what a peer that keeps to the rules gets.
@Suite struct HTTPServerTests {
    @Test func aConnectionServesRequestAfterRequest() async throws {
        try await HTTPWorld.serving { world in
            let wire = try await HTTPWire(port: world.port)
            wire.send("GET /items/a%20b?x=%41+1 HTTP/1.1\r\n\r\n")
            let first = try await wire.until("the first answer") { $0.text.hasSuffix("a b?x=%41+1") }
            #expect(first.contains("HTTP/1.1 200 OK\r\n"))
            #expect(first.contains("Content-Length: 11\r\nConnection: keep-alive"))
            wire.send("POST /items/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
            try await wire.until("the second answer") { $0.text.hasSuffix("\r\n\r\n5") }
            wire.send("GET /items/last HTTP/1.1\r\nConnection: close\r\n\r\n")
            #expect(try await wire.untilClosed().contains("Connection: close\r\n\r\nlast?"))
        }
    }

    /// Both in one packet: the second waits, though it would be quicker.
    @Test func pipelinedRequestsAreAnsweredInTurn() async throws {
        try await HTTPWorld.serving { world in
            let wire = try await HTTPWire(port: world.port)
            let quick = (1...200).map { "GET /items/\($0) HTTP/1.1\r\n\r\n" }.joined()
            wire.send("GET /wait HTTP/1.1\r\n\r\n\(quick)GET /no HTTP/1.1\r\nConnection: close\r\n\r\n")
            try await wire.until("the first in hand") { _ in world.gate.count == 1 }
            #expect(wire.text.isEmpty)
            world.gate.open()
            let answers = try await wire.untilClosed().components(separatedBy: "HTTP/1.1 ")
            #expect(answers.count == 203)
            #expect(answers[1].hasSuffix("waited"))
            for number in 1...200 { #expect(answers[number + 1].hasSuffix("\r\n\r\n\(number)?")) }
            #expect(answers[202].hasPrefix("404"))
        }
    }

    @Test(arguments: [
        ("GET /nothing HTTP/1.1\r\n", "404 Not Found", "there is nothing here\n"),
        ("DELETE /items/a HTTP/1.1\r\n", "405 Method Not Allowed", "only GET, HEAD, POST\n"),
        ("POST /wait HTTP/1.1\r\nContent-Length: 3\r\n", "405 Method Not Allowed", "only GET, HEAD\n"),
        ("GET /fails HTTP/1.1\r\n", "500 Internal Server Error", "this went wrong here\n"),
        ("HEAD /items/abc HTTP/1.1\r\n", "200 OK", ""), ("GET /items/a HTTP/1.0\r\n", "200 OK", "a?"),
    ])
    func answersSayWhatIsWrong(head: String, status: String, body: String) async throws {
        try await HTTPWorld.serving { world in
            let answer = try await HTTPWire.exchange("\(head)Connection: close\r\n\r\n", port: world.port)
            #expect(answer.hasPrefix("HTTP/1.1 \(status)\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n\(body)"))
            #expect(answer.contains("Allow: ") == status.hasPrefix("405"))
            if head.hasPrefix("HEAD") { #expect(answer.contains("Content-Length: 4\r\n")) }
        }
    }

    @Test(arguments: [
        "hello\r\n\r\n", "GET / HTTP/2.0\r\n\r\n", "GET /items/a HTTP/1.1\r\nA B\r\n\r\n",
        "GET / HTTP/1.1\r\n: a\r\n\r\n",
        "POST /items/a HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /items/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nno\r\n",
    ])
    func whatIsNoHTTPIsRefused(bytes: String) async throws {
        try await HTTPWorld.serving { world in
            let answer = try await HTTPWire.exchange(bytes, port: world.port)
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(answer.hasSuffix("this is not HTTP/1.1\n"))
        }
    }

    @Test func onePeerIsToldToSendItsBodyAndAnotherIsLeftWithoutAWord() async throws {
        try await HTTPWorld.serving { world in
            let wire = try await HTTPWire(port: world.port)
            wire.send("POST /items/a HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
            try await wire.until("leave") { $0.text == "HTTP/1.1 100 Continue\r\n\r\n" }
            wire.send("abc")
            try await wire.until("the answer") { $0.text.hasSuffix("\r\n\r\n3") }
            #expect(try await HTTPWire.exchange("GET /silent HTTP/1.1\r\n\r\n", port: world.port).isEmpty)
        }
    }

    @Test(arguments: ["::", "::1", "0.0.0.0", "localhost"]) func listensWhereItIsTold(host: String) async throws {
        try await HTTPWorld.serving(host: host) { world in
            for peer in host == "::" ? ["::1", "127.0.0.1"] : [host == "::1" ? host : "127.0.0.1"] {
                let wire = try await HTTPWire(port: world.port, host: peer)
                wire.send("GET /items/a HTTP/1.1\r\nConnection: close\r\n\r\n")
                #expect(try await wire.untilClosed().hasSuffix("\r\n\r\na?"))
            }
        }
    }

    @Test(arguments: [("nowhere.example", 0), ("127.0.0.1", 70_000), ("", 0)])
    func whatIsNoAddressIsSaid(host: String, port: Int) {
        #expect(throws: TryAgainLater.self) {
            _ = try HealthServer(host: host, port: port, health: Health(), metrics: MetricsRegistry())
        }
    }

    /// The one in hand is answered, the one that waits for nothing is closed, and nobody gets in any more.
    @Test func aStopLetsRequestsInHandEnd() async throws {
        try await HTTPWorld.serving { world in
            let (idle, busy) = (try await HTTPWire(port: world.port), try await HTTPWire(port: world.port))
            busy.send("GET /wait HTTP/1.1\r\n\r\nGET /items/a HTTP/1.1\r\n\r\n")
            try await busy.until("the request in hand") { _ in world.gate.count == 1 }
            let stop = Task { try await world.server.stop() }
            _ = try await idle.untilClosed()
            await #expect(throws: (any Error).self) { _ = try await HTTPWire(port: world.port) }
            world.gate.open()
            try await stop.value
            let answer = try await busy.untilClosed()
            #expect(answer.lowercased().contains("connection: close"))
            #expect(answer.hasSuffix("\r\n\r\nwaited"))
        }
    }

    @Test func aStopDoesNotWaitForEver() async throws {
        var limits = HTTPLimits()
        limits.stopSeconds = 0.2
        try await HTTPWorld.serving(limits) { world in
            let wire = try await HTTPWire(port: world.port)
            wire.send("GET /wait HTTP/1.1\r\n\r\n")
            try await wire.until("the request in hand") { _ in world.gate.count == 1 }
            try await world.server.stop()
            #expect(try await wire.untilClosed().isEmpty)
        }
    }
}
