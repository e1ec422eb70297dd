/// What has to be done so that the armed timers of an incident are the wanted ones.
package struct TimerChange: Sendable, Equatable {
    /// To be armed, or moved to another instant.
    package let arm: [EscalationTimer]
    /// To be forgotten: nobody waits for them any more.
    package let cancel: [EscalationTimer]

    /// Compares by key; a timer that is armed as wanted is left alone.
    package init(armed: [EscalationTimer], wanted: [EscalationTimer]) {
        let present = Dictionary(armed.map { ($0.key, $0) }) { _, last in last }
        let keys = Set(wanted.map(\.key))
        arm = wanted.filter { timer in !(present[timer.key].map(timer.agrees) ?? false) }
        cancel = armed.filter { !keys.contains($0.key) }
    }

    package var isEmpty: Bool { arm.isEmpty && cancel.isEmpty }
}
