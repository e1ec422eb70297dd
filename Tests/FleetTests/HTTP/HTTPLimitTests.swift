import Foundation
import Testing

@testable import Fleet

/// What one peer can take from a worker's HTTP server, from its other peers, and from the worker's own work.
@Suite struct HTTPLimitTests {
    enum Slowness { case silence, head, body, route }

    /// A line without an end, from more connections than there are processors: tasks of the worker go on meanwhile.
    @Test func aLineWithoutAnEndKeepsNobodyFromWork() async throws {
        try await HTTPWorld.serving { world in
            let line = "GET /items/a HTTP/1.1\r\nA: " + String(repeating: "a", count: 4 << 20)
            var wires: [HTTPWire] = []
            for _ in 0..<8 { wires.append(try await HTTPWire(port: world.port)) }
            let begun = ContinuousClock.now
            for wire in wires { wire.send(line) }
            for _ in 0..<1000 { await Task { await Task.yield() }.value }
            let answer = try await HTTPWire.exchange(
                "GET /items/b HTTP/1.1\r\nConnection: close\r\n\r\n", port: world.port)
            #expect(answer.hasSuffix("b?"))
            #expect(ContinuousClock.now - begun < .seconds(5))
            for wire in wires {
                #expect(try await wire.untilClosed().hasPrefix("HTTP/1.1 431 Request Header Fields Too Large\r\n"))
            }
        }
    }

    @Test(arguments: [
        "GET /\(String(repeating: "a", count: 20_000)) HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\n\(String(repeating: "A: \(String(repeating: "a", count: 1000))\r\n", count: 20))\r\n",
        "GET / HTTP/1.1\r\n\(String(repeating: "A: a\r\n", count: 100))\r\n",
        "POST /items/a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: \(String(repeating: "a", count: 20_000))\r\n",
    ])
    func aLongHeadIsRefused(bytes: String) async throws {
        try await HTTPWorld.serving { world in
            let answer = try await HTTPWire.exchange(bytes, port: world.port)
            #expect(answer.hasPrefix("HTTP/1.1 431 "))
        }
    }

    /// The decoder keeps these bytes without counting them.
    @Test func spacesWithoutAnEndAreCutOff() async throws {
        try await HTTPWorld.serving { world in
            let bytes = "GET / HTTP/1.1\r\nA:" + String(repeating: " ", count: 1 << 20)
            let answer = try await HTTPWire.exchange(bytes, port: world.port)
            #expect(answer.isEmpty)
        }
    }

    /// Nothing of the body has been sent, or, of unknown length, too much.
    @Test(arguments: [
        "Content-Length: 1001\r\n\r\n", "Content-Length: 1001\r\nExpect: 100-continue\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3E9\r\n\(String(repeating: "a", count: 1001))",
    ])
    func aLongBodyIsRefusedBeforeItHasCome(rest: String) async throws {
        var limits = HTTPLimits()
        limits.bodyBytes = 1000
        try await HTTPWorld.serving(limits) { world in
            let answer = try await HTTPWire.exchange("POST /items/a HTTP/1.1\r\n\(rest)", port: world.port)
            #expect(answer.hasPrefix("HTTP/1.1 413 Payload Too Large\r\n"))
            #expect(answer.hasSuffix("at most 1000 bytes\n"))
        }
    }

    @Test func aBodyOfTheLongestLengthIsTaken() async throws {
        try await HTTPWorld.serving { world in
            let length = HTTPLimits().bodyBytes
            let head = "POST /items/a HTTP/1.1\r\nConnection: close\r\nContent-Length: \(length)\r\n\r\n"
            let answer = try await HTTPWire.exchange(head + String(repeating: "a", count: length), port: world.port)
            #expect(answer.hasSuffix("\r\n\r\n\(length)"))
        }
    }

    /// What is held for one is given back when it goes, and then another's is taken.
    @Test func allBodiesTogetherAreBounded() async throws {
        var limits = HTTPLimits()
        limits.heldBytes = 1500
        try await HTTPWorld.serving(limits) { world in
            let body = String(repeating: "a", count: 1000)
            let head = "POST /items/a HTTP/1.1\r\nConnection: close\r\nContent-Length: "
            let first = try await HTTPWire(port: world.port)
            first.send("\(head)1001\r\nExpect: 100-continue\r\n\r\n\(body)")
            try await first.until("leave") { !$0.text.isEmpty }
            let second = try await HTTPWire.exchange("\(head)1000\r\n\r\n\(body)", port: world.port)
            #expect(second.hasPrefix("HTTP/1.1 503 "))
            first.close()
            _ = try await first.untilClosed()
            let third = try await HTTPWire.exchange("\(head)1000\r\n\r\n\(body)", port: world.port)
            #expect(third.hasSuffix("\r\n\r\n1000"))
        }
    }

    /// Byte after byte of a head, of a body, or nothing at all; and what a route does not end.
    @Test(arguments: [
        (Slowness.head, "GET /items/a HTTP/1.1\r\n", ""), (.silence, "", ""),
        (.body, "POST /items/a HTTP/1.1\r\nContent-Length: 500000\r\n\r\n", "HTTP/1.1 408 "),
        (.route, "GET /wait HTTP/1.1\r\n\r\n", "HTTP/1.1 503 "),
    ])
    func whoTakesTooLongIsCutOff(slowness: Slowness, bytes: String, answer: String) async throws {
        var limits = HTTPLimits()
        switch slowness {
        case .silence: limits.idleSeconds = 0.3
        case .head: limits.headSeconds = 0.3
        case .body: limits.bodySeconds = 0.3
        case .route: limits.answerSeconds = 0.3
        }
        try await HTTPWorld.serving(limits) { world in
            let wire = try await HTTPWire(port: world.port)
            let begun = ContinuousClock.now
            wire.send(bytes)
            try await wire.until("the end") { wire in
                if slowness == .head || slowness == .body { wire.send("A") }
                return wire.isClosed
            }
            #expect(ContinuousClock.now - begun > .milliseconds(250))
            #expect(answer.isEmpty ? wire.text.isEmpty : wire.text.hasPrefix(answer))
        }
    }

    @Test func aPeerThatTakesNoAnswerIsCutOff() async throws {
        var limits = HTTPLimits()
        limits.writeSeconds = 0.3
        try await HTTPWorld.serving(limits) { world in
            let wire = try await HTTPWire(port: world.port, isDeaf: true)
            wire.send("GET /long HTTP/1.1\r\n\r\nGET /wait HTTP/1.1\r\n\r\n")
            try await wire.until("the connection to be gone") { _ in await world.server.count == 0 }
            #expect(world.gate.count == 0)
        }
    }

    /// The newcomer is served, and the one that has waited longest for nothing makes room.
    @Test func connectionsAreBounded() async throws {
        var limits = HTTPLimits()
        limits.connections = 3
        try await HTTPWorld.serving(limits) { world in
            let busy = try await HTTPWire(port: world.port)
            busy.send("GET /wait HTTP/1.1\r\n\r\n")
            try await busy.until("the request in hand") { _ in world.gate.count == 1 }
            let oldest = try await HTTPWire(port: world.port)
            let younger = try await HTTPWire(port: world.port)
            let answer = try await HTTPWire.exchange(
                "GET /items/a HTTP/1.1\r\nConnection: close\r\n\r\n", port: world.port)
            #expect(answer.hasSuffix("a?"))
            _ = try await oldest.untilClosed()
            younger.send("GET /wait HTTP/1.1\r\n\r\n")
            let third = try await HTTPWire(port: world.port)
            third.send("GET /wait HTTP/1.1\r\n\r\n")
            try await third.until("all in hand") { _ in world.gate.count == 3 }
            #expect(try await HTTPWire.exchange("GET /items/a HTTP/1.1\r\n\r\n", port: world.port).isEmpty)
            #expect(!busy.isClosed)
        }
    }
}
