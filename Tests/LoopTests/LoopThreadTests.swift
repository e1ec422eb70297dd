import Glibc
import Loop
import TestSupport
import Testing

/// An actor that lives on a loop, as the clients of the C libraries do.
private actor Resident {
    let loop = LoopThread(name: "resident")
    private(set) var seen: [String] = []
    private var count = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    deinit { loop.stop() }

    func add() -> Bool {
        count += 1
        return loop.isCurrent
    }

    func total() -> Int { count }

    func watch(_ fd: Int32) async -> Int16 {
        await withCheckedContinuation { continuation in
            loop.watch(fd, events: Int16(POLLIN)) { events in
                self.loop.unwatch(fd)
                continuation.resume(returning: events)
            }
        }
    }

    func timersInOrder() async -> [String] {
        await withCheckedContinuation { continuation in
            let dropped = loop.after(.milliseconds(5)) { self.seen.append("dropped") }
            _ = loop.after(.milliseconds(20)) {
                self.seen.append("second")
                continuation.resume(returning: self.seen)
            }
            _ = loop.after(.milliseconds(10)) { self.seen.append("first") }
            dropped.cancel()
        }
    }
}

/// What a loop promises to the actors that live on it.
@Suite struct LoopThreadTests {
    @Test func everyJobRunsOnTheLoopsThread() async {
        let resident = Resident()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<2_000 { group.addTask { await resident.add() } }
            for await isThere in group { #expect(isThere) }
        }
        #expect(await resident.total() == 2_000)
    }

    @Test func aReadySocketWakesTheLoop() async {
        var ends: [Int32] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        let resident = Resident()
        let (reader, writer) = (ends[0], ends[1])
        async let events = resident.watch(reader)
        _ = unsafe write(writer, "x", 1)
        #expect(await events & Int16(POLLIN) != 0)
        close(reader)
        close(writer)
    }

    @Test func timersFireInOrderAndNotWhenCancelled() async {
        #expect(await Resident().timersInOrder() == ["first", "second"])
    }

    @Test func aJobAfterStopStillRuns() async {
        let resident = Resident()
        #expect(await resident.add())
        resident.loop.stop()
        #expect(await resident.add())
        #expect(await resident.total() == 2)
    }

    @Test func theThreadLetsGoOfAStoppedLoop() async throws {
        weak var gone: LoopThread?
        do {
            let loop = LoopThread(name: "short")
            gone = loop
            loop.stop()
        }
        let deadline = ContinuousClock.now + Duration.seconds(5).patient
        while gone != nil, ContinuousClock.now < deadline { await Task.yield() }
        #expect(gone == nil)
    }
}
