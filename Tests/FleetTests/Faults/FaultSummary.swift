import Foundation

/// What a run has shown, and its table.
struct FaultSummary: Sendable {
    let seed: UInt64
    private(set) var recoveries: [Fault: [Double]] = [:]
    private(set) var together = 0
    private(set) var worstTogether = 0.0
    private(set) var events: [FaultEvent.Kind: Int] = [:]
    private(set) var duplicates = 0
    private(set) var deadLetters: [String: Int] = [:]
    private(set) var resends = 0
    private(set) var overSMPP = 0
    private(set) var lost: [String] = []
    private(set) var doubled: [String] = []
    private(set) var wrong: [String] = []
    private(set) var skipped: [Fault] = []

    init(seed: UInt64) { self.seed = seed }

    /// Everything that must not be.
    var violations: [String] {
        lost.map { "lost: \($0)" } + doubled.map { "doubled: \($0)" } + wrong.map { "wrong: \($0)" }
    }

    mutating func note(_ faults: [Fault], recovery seconds: Double) {
        if let fault = faults.first, faults.count == 1 {
            recoveries[fault, default: []].append(seconds)
        } else {
            together += 1
            worstTogether = max(worstTogether, seconds)
        }
    }

    mutating func skip(_ fault: Fault) { skipped.append(fault) }
    mutating func fail(_ what: String) { wrong.append(what) }

    mutating func take(_ ledger: FaultLedger, doubles: Int) {
        events = Dictionary(grouping: ledger.events.values, by: \.kind).mapValues(\.count)
        duplicates = doubles
        (deadLetters, resends, overSMPP) = (ledger.deadLetters, ledger.resends, ledger.overSMPP)
        lost += ledger.lost
        doubled += ledger.doubled
        wrong += ledger.wrong
    }

    /// Faults so far, in a line.
    var counts: String {
        let alone = recoveries.values.joined()
        let worst = max(alone.max() ?? 0, worstTogether)
        return "\(alone.count + 2 * together) faults, worst recovery \(worst.rounded(toPlaces: 2)) s"
    }

    /// As it is printed and goes into a document: lines of at most a hundred columns.
    var table: String {
        var lines = ["events"]
        lines += FaultEvent.Kind.allCases.compactMap { kind in events[kind].map { Self.line(kind.rawValue, "\($0)") } }
        lines += [Self.line("doubles of them", "\(duplicates)"), "", "faults: times, worst recovery in seconds"]
        lines += Fault.allCases.compactMap { fault in
            recoveries[fault].map { times in
                let worst = times.max() ?? 0
                return Self.line(fault.title, "\(times.count)", worst.rounded(toPlaces: 2))
            }
        }
        if together > 0 { lines.append(Self.line("two at once", "\(together)", worstTogether.rounded(toPlaces: 2))) }
        lines += skipped.map { Self.line($0.title, "NOT EXERCISED: this user may not mount a file system") }
        lines += ["", "dead letters by reason"]
        lines += deadLetters.sorted { $0.key < $1.key }.map { Self.line($0.key, "\($0.value)") }
        lines += [
            "", Self.line("lost", "\(lost.count)"), Self.line("doubled", "\(doubled.count)"),
            Self.line("otherwise wrong", "\(wrong.count)"), Self.line("emergencies sent again, counted", "\(resends)"),
            Self.line("texts over SMPP", "\(overSMPP)"), Self.line("seed", "\(seed)"),
        ]
        // Some of each: the whole list may be long.
        for kind in ["lost", "doubled", "wrong"] {
            lines += violations.filter { $0.hasPrefix(kind) }.prefix(20).map { "  \($0)" }
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ name: String, _ values: String...) -> String {
        let cells = values.map { value in
            String(repeating: " ", count: max(0, 8 - value.count)) + value
        }
        return "  " + name.padding(toLength: 36, withPad: " ", startingAt: 0) + cells.joined()
    }
}
