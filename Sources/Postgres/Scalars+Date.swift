package import Foundation

/// `timestamptz`: microseconds since the year 2000, UTC. What lies between two microseconds is rounded.
extension Date: PostgresScalar {
    package static var postgresType: PostgresType { .timestamptz }
    package static var postgresArrayType: PostgresType { .timestamptzArray }

    /// Foundation counts from 2001, Postgres from 2000, a leap year.
    private static let secondsFrom2000To2001: Double = 366 * 86_400
    /// 4713 BC to 294276 AD, the range of the type.
    private static let range: Range<Int64> = -211_813_488_000_000_000..<9_223_371_331_200_000_000

    package func encode(into bytes: inout [UInt8]) throws(PostgresError) {
        let seconds = timeIntervalSinceReferenceDate
        let whole = seconds.rounded(.down)
        guard whole.isFinite, abs(whole) < 1e13 else { throw Self.outOfRange }
        let fraction = Int64(((seconds - whole) * 1e6).rounded())
        let microseconds = Int64(whole + Self.secondsFrom2000To2001) * 1_000_000 + fraction
        guard Self.range.contains(microseconds) else { throw Self.outOfRange }
        bytes.appendBigEndian(microseconds)
    }

    package static func decode(_ cell: PostgresCell) throws(PostgresError) -> Date {
        switch cell.type {
        case .timestamptz, .timestamp: try date(microseconds: try cell.integer(), cell)
        case .date: try date(day: try cell.integer(), cell)
        default: throw cell.mismatch("a timestamp")
        }
    }

    /// The largest and smallest numbers stand for the infinities, which a `Date` has no place for.
    private static func date(microseconds: Int64, _ cell: PostgresCell) throws(PostgresError) -> Date {
        guard microseconds != .max, microseconds != .min else { throw cell.mismatch("a finite time, not infinity") }
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return Date(
            timeIntervalSinceReferenceDate: Double(seconds) - secondsFrom2000To2001 + Double(rest) / 1e6)
    }

    private static func date(day: Int32, _ cell: PostgresCell) throws(PostgresError) -> Date {
        guard day != .max, day != .min else { throw cell.mismatch("a finite day, not infinity") }
        return Date(timeIntervalSinceReferenceDate: Double(day) * 86_400 - secondsFrom2000To2001)
    }

    private static var outOfRange: PostgresError {
        PostgresError(.decoding, "a time that timestamptz cannot hold: infinite, or outside 4713 BC to 294276 AD")
    }
}
