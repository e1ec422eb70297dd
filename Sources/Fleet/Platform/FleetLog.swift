package import Foundation
package import Logging
import Loop

/// How every program of the fleet logs: to standard error, in one look, by one clock.
package enum FleetLog {
    private static let state = LogState()

    /// Sets up logging for the process. Only the first call counts, because swift-log allows one.
    /// - Parameters:
    ///   - program: named in each line.
    ///   - clock: the fleet's; nil for the machine's until `use(clock:)`.
    package static func bootstrap(
        format: LogFormat, level: Logger.Level, program: String, clock: (@Sendable () -> Date)? = nil
    ) {
        if let clock { use(clock: clock) }
        guard state.isFirst() else { return }
        LoggingSystem.bootstrap { _ in
            FleetLogHandler(program: program, format: format, level: level, clock: { state.clock() })
        }
    }

    /// From now on lines carry this clock's time: the fleet's clock is known only once the database has answered.
    package static func use(clock: @escaping @Sendable () -> Date) {
        state.use(clock)
    }
}

extension Logger.MetadataValue {
    /// A phone number, masked.
    package static func phone(_ number: some StringProtocol) -> Logger.MetadataValue {
        .string(masked(phone: number))
    }
}

/// What the handlers share. `@unchecked Sendable` because the lock guards both properties.
private final class LogState: @unchecked Sendable {
    private let lock = Lock()
    private var current: @Sendable () -> Date = { Date() }
    private var isBootstrapped = false

    func isFirst() -> Bool {
        lock.withLock {
            defer { isBootstrapped = true }
            return !isBootstrapped
        }
    }

    func use(_ clock: @escaping @Sendable () -> Date) { lock.withLock { current = clock } }

    func clock() -> Date { lock.withLock { current }() }
}
