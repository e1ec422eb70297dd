import Foundation

/// The fleet's clock as the tests see it: near enough for an event's time.
struct FaultClock: Sendable {
    /// Eight on a Monday morning: thirteen hours until only emergencies are told.
    private static let morning = FleetTown.morning.addingTimeInterval(-2 * 3600)

    let speed: Int
    private let began = ContinuousClock.now

    init(speed: Int) { self.speed = speed }

    var setting: String { "2026-03-02T08:00:00+08:00*\(speed)" }

    /// A little behind: the workers' clock starts with the first of them.
    var now: Date {
        let passed = ContinuousClock.now - began
        return Self.morning.addingTimeInterval(max(0, passed / .seconds(1) - 20) * Double(speed))
    }
}
