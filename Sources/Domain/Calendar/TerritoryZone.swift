package import Foundation

/// A zone of the IANA data base with the moments at which its offset changes, worked out once: what reads a calendar a
/// million times asks nobody.
package struct TerritoryZone: Sendable, Equatable {
    /// From an instant on, in seconds since 1970, so many seconds east of UTC.
    private struct Change: Sendable, Equatable {
        let since: Int
        let offset: Int
    }

    package let identifier: String
    /// By instant; the first holds from the beginning.
    private let changes: [Change]

    /// China's: one zone, without summer time since 1992.
    package static let shanghai = TerritoryZone(TimeZone(identifier: "Asia/Shanghai") ?? .gmt)

    /// Knows the changes from 1990 to 2060.
    package init(_ zone: TimeZone) {
        identifier = zone.identifier
        let (first, last) = (Date(timeIntervalSince1970: 631_152_000), Date(timeIntervalSince1970: 2_840_140_800))
        var changes = [Change(since: .min, offset: zone.secondsFromGMT(for: first))]
        var instant = first
        while let next = zone.nextDaylightSavingTimeTransition(after: instant), next < last, next > instant {
            instant = next
            let offset = zone.secondsFromGMT(for: next.addingTimeInterval(1))
            if offset != changes.last?.offset {
                changes.append(Change(since: Int(next.timeIntervalSince1970.rounded()), offset: offset))
            }
        }
        self.changes = changes
    }

    /// Seconds east of UTC at this instant, in seconds since 1970.
    func offset(at instant: Int) -> Int {
        guard changes.count > 1 else { return changes.first?.offset ?? 0 }
        var (low, high) = (0, changes.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if changes[middle].since <= instant { low = middle } else { high = middle - 1 }
        }
        return changes[low].offset
    }

    /// The instant at which clocks there show `local`, in seconds since 1970 as if it were UTC. Where clocks show it
    /// twice it is the first; where they pass over it, what they would have shown without the change.
    func instant(local: Int) -> Int {
        let before = local - offset(at: local - 86_400)
        if offset(at: before) == local - before { return before }
        let after = local - offset(at: local + 86_400)
        return offset(at: after) == local - after ? after : before
    }
}
