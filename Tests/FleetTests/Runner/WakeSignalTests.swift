import Testing

@testable import Fleet

/// A wake is a hint that ends one wait, not all that follow.
@Suite struct WakeSignalTests {
    @Test func aWaitThatWasWokenLeavesNoWakeBehind() async throws {
        let signal = WakeSignal()
        for _ in 0..<5 {
            signal.wake()
            await signal.wait(atMost: .seconds(20))
        }
        let start = ContinuousClock.now
        await signal.wait(atMost: .milliseconds(300))
        #expect(ContinuousClock.now - start > .milliseconds(250))
    }

    @Test func aWakeEndsAWait() async throws {
        let signal = WakeSignal()
        let waiting = Task { await signal.wait(atMost: .seconds(60)) }
        signal.wake()
        let start = ContinuousClock.now
        await waiting.value
        #expect(ContinuousClock.now - start < .seconds(30))
    }
}
