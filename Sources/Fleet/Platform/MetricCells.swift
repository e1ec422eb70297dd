import Loop
import Metrics
import Synchronization

/// What one series is at this moment.
enum MetricReading {
    case number(Double)
    /// Counts below each bound, not yet added up, the last one above all bounds.
    case histogram(bounds: [Double], counts: [Int], sum: Double)
}

/// A series that can be read while it is written.
protocol MetricCell: AnyObject, Sendable {
    var reading: MetricReading { get }
}

/// A count that only rises.
final class CounterCell: MetricCell, CounterHandler {
    private let count = Atomic<Int64>(0)

    var reading: MetricReading { .number(Double(count.load(ordering: .relaxed))) }

    func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }

    func reset() { count.store(0, ordering: .relaxed) }
}

/// A number that goes up and down, or a count in fractions.
final class GaugeCell: MetricCell, MeterHandler, RecorderHandler, FloatingPointCounterHandler {
    private let bits = Atomic<UInt64>(0)

    var reading: MetricReading { .number(Double(bitPattern: bits.load(ordering: .relaxed))) }

    func set(_ value: Int64) { set(Double(value)) }

    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func record(_ value: Int64) { set(Double(value)) }

    func record(_ value: Double) { set(value) }

    func decrement(by amount: Double) { increment(by: -amount) }

    func reset() { set(0.0) }

    func increment(by amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let result = bits.weakCompareExchange(expected: old, desired: new, ordering: .relaxed)
            if result.exchanged { return }
            old = result.original
        }
    }
}

/// How often values fell into each of some fixed ranges. `@unchecked Sendable` because the lock guards counts and sum.
final class HistogramCell: MetricCell, RecorderHandler, TimerHandler, @unchecked Sendable {
    /// Upper bounds for durations in seconds, from a millisecond to five minutes.
    static let seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]
    /// Upper bounds for sizes and counts.
    static let amounts: [Double] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 100_000]

    private let lock = Lock()
    private let bounds: [Double]
    private var counts: [Int]
    private var sum = 0.0

    init(bounds: [Double]) {
        self.bounds = bounds
        counts = Array(repeating: 0, count: bounds.count + 1)
    }

    var reading: MetricReading {
        lock.withLock { .histogram(bounds: bounds, counts: counts, sum: sum) }
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        lock.withLock {
            counts[index] += 1
            sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
