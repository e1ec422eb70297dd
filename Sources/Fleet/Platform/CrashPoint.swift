import Foundation
import Glibc
import Loop

/// The steps between which a process may die. A test has it die at one of them, by the environment:
/// `LIANHU_TEST_CRASH_AT=POINT[@PLACE][:TIMES]`, as in `dueCommitted@timers:2`; `LIANHU_TEST_CRASH_ON=TEXT` kills it
/// on each delivery whose body contains the text. Release builds have neither: there this is nothing at all.
///
/// A place is a lane (`ordinary`, `urgent`) or the name of due work.
package enum CrashPoint: String, CaseIterable, Sendable {
    // A delivery's way through the runner.
    case received, held, charged, decoded, begun, loaded, decided, saved, committed
    case published, failuresSent, answered, acknowledged, suspectsForgotten
    // A due row's way.
    case dueClaimed, dueDecided, dueCommitted, dueSent, duePublished
    // A text's way to the carrier and back.
    case textSubmitted, textRecorded
    // The outbox's own way.
    case swept, sweptPublished, forgotten
    // A dead letter's way into the store.
    case lettersTaken, lettersSaved, lettersAcknowledged

    /// Dies here if a test wants it.
    @inline(__always)
    package func pass(at place: @autoclosure () -> String = "") {
        #if CRASH_POINTS
            CrashPlan.shared?.pass(self, at: place())
        #endif
    }

    /// Dies if a test wants this body to kill.
    @inline(__always)
    static func passBody(_ body: [UInt8]) {
        #if CRASH_POINTS
            if let deadly = CrashPlan.deadlyText, Data(body).range(of: deadly) != nil { CrashPlan.die() }
        #endif
    }
}

#if CRASH_POINTS
    /// What a test asked for. `@unchecked Sendable` because the lock guards the count.
    private final class CrashPlan: @unchecked Sendable {
        static let shared = CrashPlan(ProcessInfo.processInfo.environment["LIANHU_TEST_CRASH_AT"])
        static let deadlyText = ProcessInfo.processInfo.environment["LIANHU_TEST_CRASH_ON"].map { Data($0.utf8) }

        private let point: CrashPoint
        private let place: String?
        private let lock = Lock()
        private var remaining: Int

        private init?(_ text: String?) {
            guard let match = text?.wholeMatch(of: /([A-Za-z]+)(?:@([A-Za-z]+))?(?::([0-9]+))?/),
                let point = CrashPoint(rawValue: String(match.1))
            else { return nil }
            self.point = point
            place = match.2.map(String.init)
            remaining = match.3.flatMap { Int($0) } ?? 1
        }

        func pass(_ point: CrashPoint, at place: String) {
            guard point == self.point, self.place == nil || self.place == place else { return }
            let isDue = lock.withLock {
                remaining -= 1
                return remaining == 0
            }
            if isDue { Self.die() }
        }

        /// As a power cut would: nothing is flushed, nobody is told.
        static func die() {
            kill(getpid(), SIGKILL)
            while true { pause() }
        }
    }
#endif
