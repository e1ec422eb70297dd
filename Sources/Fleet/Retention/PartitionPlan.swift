import Domain
import Store

/// What is to be done about the event log's partitions. Days are the database's, in UTC: every such day is as long as
/// the others, wherever the territory is and whenever its zone changes.
struct PartitionPlan: Sendable, Equatable {
    /// Days that are made ahead: as many as a fleet may be left without any worker. [own]
    static let ahead = 7
    /// Fewer days ahead than this, today counting as none, is an alarm.
    static let alarm = 2
    /// A day may be dropped so many days late before it is an alarm.
    static let patience = 2

    /// To be made, today first, since it is being written to.
    let make: [CivilDay]
    /// To be dropped, the oldest first.
    let drop: [CivilDay]
    /// Whole days after today for which everything is there; -1 when not even today is.
    let daysAhead: Int
    /// Among those to be dropped, those that should have gone long ago.
    let overdue: [CivilDay]

    /// - Parameter keep: days before today that are kept.
    init(_ state: EventLogState, keep: Int) {
        let today = state.today
        // Yesterday too: a standby that takes over may be a little behind, at midnight.
        let wanted = Set((-1...Self.ahead).map { today.adding($0) }).union(state.strayDays)
        let missing = wanted.subtracting(state.made).sorted { $0.sinceEpoch < $1.sinceEpoch }
        make = missing.filter { $0 == today } + missing.filter { $0 != today }
        let limit = today.adding(-keep)
        drop = state.made.union(make).filter { $0.sinceEpoch < limit.sinceEpoch }.sorted {
            $0.sinceEpoch < $1.sinceEpoch
        }
        overdue = drop.filter { $0.sinceEpoch < limit.sinceEpoch - Self.patience }
        var ahead = -1
        while state.made.contains(today.adding(ahead + 1)) { ahead += 1 }
        daysAhead = ahead
    }

    var isEmpty: Bool { make.isEmpty && drop.isEmpty }
}
