package import Foundation

/// Dates as RFC 3339 writes them, such as `2026-03-02T07:00:00.123+08:00`. Foundation's formatters take a hundred times
/// as long.
package enum RFC3339 {
    /// Nil when the text is malformed, names a day that does not exist or has no offset. Accepts a space or `t` for
    /// `T` and `z` for `Z`, as the RFC allows, and fractions of any length. A leap second becomes the last
    /// millisecond before it, because `Date` has no room for it.
    package static func date(_ text: String) -> Date? {
        var reader = RFC3339Reader(text)
        return reader.read()
    }

    /// In UTC with `Z`, or with an offset from it in seconds (whole minutes count); milliseconds only when they are
    /// not zero. Dates outside the years 0 to 9999 are written as the nearest inside.
    package static func text(_ date: Date, offset seconds: Int = 0) -> String {
        let minutes = max(-1439, min(1439, seconds / 60))
        let instant = (date.timeIntervalSinceReferenceDate * 1000).rounded() + referenceMilliseconds
        let local = instant + Double(minutes * 60_000)
        // Not-a-number compares with nothing and ends at the lower bound.
        let bounded = local >= firstMillisecond ? min(local, lastMillisecond) : firstMillisecond
        var writer = RFC3339Writer()
        writer.write(milliseconds: Int(bounded), offsetMinutes: minutes)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// From 1970 to 2001, where `Date` counts from.
    static let referenceMilliseconds = Date.timeIntervalBetween1970AndReferenceDate * 1000
    private static let firstMillisecond = Double(Calendar3339.days(year: 0, month: 1, day: 1)) * 86_400_000
    private static let lastMillisecond = Double(Calendar3339.days(year: 10_000, month: 1, day: 1)) * 86_400_000 - 1
}

private struct RFC3339Reader {
    private let bytes: [UInt8]
    private var at = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func read() -> Date? {
        guard let day = day(), take("T", "t", " "), let time = timeOfDay(), let offset = offsetMinutes(),
            at == bytes.count
        else { return nil }
        let seconds = day * 86_400 + time.seconds - offset * 60
        return date(seconds: seconds, nanoseconds: time.nanoseconds)
    }

    private mutating func day() -> Int? {
        guard let year = number(4), take("-"), let month = number(2), take("-"), let day = number(2),
            (1...12).contains(month), day >= 1, day <= Calendar3339.length(year: year, month: month)
        else { return nil }
        return Calendar3339.days(year: year, month: month, day: day)
    }

    private mutating func timeOfDay() -> (seconds: Int, nanoseconds: Int)? {
        guard let hour = number(2), take(":"), let minute = number(2), take(":"), let second = number(2),
            hour < 24, minute < 60, second <= 60, let nanoseconds = fraction()
        else { return nil }
        if second == 60 { return (hour * 3600 + minute * 60 + 59, 999_000_000) }
        return (hour * 3600 + minute * 60 + second, nanoseconds)
    }

    private mutating func fraction() -> Int? {
        guard take(".") else { return 0 }
        var value = 0
        var scale = 1_000_000_000
        let start = at
        while let digit = digit() {
            // Digits beyond the ninth are read and mean nothing to `Date`.
            if scale > 1 {
                scale /= 10
                value += digit * scale
            }
        }
        return at > start ? value : nil
    }

    private mutating func offsetMinutes() -> Int? {
        if take("Z", "z") { return 0 }
        let sign = take("+") ? 1 : -1
        guard sign == 1 || take("-"), let hours = number(2), take(":"), let minutes = number(2),
            hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 60 + minutes)
    }

    /// Whole milliseconds go through one division, so that what the writer writes is read as the same `Date`.
    private func date(seconds: Int, nanoseconds: Int) -> Date {
        let since2001 = seconds - Int(Date.timeIntervalBetween1970AndReferenceDate)
        guard nanoseconds % 1_000_000 == 0 else {
            return Date(timeIntervalSinceReferenceDate: Double(since2001) + Double(nanoseconds) / 1e9)
        }
        return Date(timeIntervalSinceReferenceDate: Double(since2001 * 1000 + nanoseconds / 1_000_000) / 1000)
    }

    private mutating func number(_ digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    private mutating func digit() -> Int? {
        guard at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 else { return nil }
        at += 1
        return Int(bytes[at - 1] - 0x30)
    }

    private mutating func take(_ scalars: Unicode.Scalar...) -> Bool {
        guard at < bytes.count, scalars.contains(Unicode.Scalar(bytes[at])) else { return false }
        at += 1
        return true
    }
}

private struct RFC3339Writer {
    var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(29) }

    mutating func write(milliseconds: Int, offsetMinutes: Int) {
        let days = milliseconds.floorDivided(by: 86_400_000)
        let inDay = milliseconds - days * 86_400_000
        let date = Calendar3339.date(days: days)
        write(date.year, 4, then: "-")
        write(date.month, 2, then: "-")
        write(date.day, 2, then: "T")
        write(inDay / 3_600_000, 2, then: ":")
        write(inDay / 60_000 % 60, 2, then: ":")
        write(inDay / 1000 % 60, 2)
        if inDay % 1000 != 0 {
            bytes.append(UInt8(ascii: "."))
            write(inDay % 1000, 3)
        }
        write(offset: offsetMinutes)
    }

    private mutating func write(offset minutes: Int) {
        guard minutes != 0 else { return bytes.append(UInt8(ascii: "Z")) }
        bytes.append(minutes < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        write(abs(minutes) / 60, 2, then: ":")
        write(abs(minutes) % 60, 2)
    }

    private mutating func write(_ number: Int, _ digits: Int, then separator: Unicode.Scalar? = nil) {
        var scale = digits == 4 ? 1000 : digits == 3 ? 100 : 10
        while scale > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / scale % 10))
            scale /= 10
        }
        if let separator { bytes.append(UInt8(ascii: separator)) }
    }
}

/// The proleptic Gregorian calendar in days from 1970, counted in eras of 400 years that begin in March, so that the
/// leap day is the last of its year.
private enum Calendar3339 {
    static func days(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear.floorDivided(by: 400)
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    static func length(year: Int, month: Int) -> Int {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        if month == 2 { return leap ? 29 : 28 }
        return [4, 6, 9, 11].contains(month) ? 30 : 31
    }
}

extension Int {
    fileprivate func floorDivided(by divisor: Int) -> Int {
        let quotient = self / divisor
        return self < quotient * divisor ? quotient - 1 : quotient
    }
}
