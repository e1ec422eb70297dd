package import Domain
import Foundation
import Yams

/// Reads a policy from YAML, and says of everything that is wrong with it where it stands. `deploy/policy.yaml` shows
/// the form.
package struct PolicyFile {
    /// `policy.yaml:12:13: accept: 'minuts' is no unit; did you mean minutes?`, in the order of the file.
    package var problems: [String] { reader.problems }
    /// What was read; nil as long as there is a problem.
    package private(set) var policy: Policy?
    private var reader: YAMLReader
    private var ladders: [String: [LadderStep]] = [:]

    private static let parts = [
        "edition", "holidays", "hours", "areas", "notices", "routines", "emergencyWords", "ladders", "severities",
        "categories",
    ]

    /// - Parameters:
    ///   - path: names the file in problems.
    ///   - holidays: used where the file asks for China's.
    package init(
        _ yaml: String, path: String, zone: TerritoryZone = .shanghai, holidays: HolidayCalendar = .china
    ) {
        reader = YAMLReader(path: path)
        guard let root = reader.root(yaml, expected: Self.parts.joined(separator: ", ")) else { return }
        let policy = read(root, zone, holidays)
        if reader.count == 0 { self.policy = policy }
    }

    private mutating func read(_ root: Node, _ zone: TerritoryZone, _ holidays: HolidayCalendar) -> Policy {
        let members = reader.mapping(root, Self.parts.joined(separator: ", "), known: Self.parts)
        let edition = edition(members["edition"], root)
        let known: HolidayWord? = reader.word(members["holidays"], "holidays", at: root)
        let spans = members["hours"].flatMap { hours($0, "hours") }
        if members["hours"] == nil { reader.report(root, "hours are missing, such as 08:30-12:00 13:30-17:30") }
        ladders(members["ladders"], root)
        let limits = severities(members["severities"], root)
        // What is missing was told; the rest of the file is still read, for everything is told at once.
        let calendar = WorkingCalendar(spans: spans ?? [], zone: zone, holidays: known == .china ? holidays : .none)
        var policy = Policy(
            edition: edition ?? "", calendar: calendar, limits: limits, duplicateWindows: [:],
            emergencyWords: words(members["emergencyWords"], root))
        areas(members["areas"], &policy)
        notices(members["notices"], &policy)
        routines(members["routines"], &policy)
        categories(members["categories"], &policy)
        return policy
    }

    private enum HolidayWord: String, CaseIterable { case china, none }

    /// A part of identities and file names: what separates those may not be in it.
    private mutating func edition(_ node: Node?, _ root: Node) -> String? {
        let text = node?.string ?? ""
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        if (1...40).contains(text.utf8.count), isPlain { return text }
        reader.report(node ?? root, "edition must be 1 to 40 of letters, digits, '-' and '.', such as 2026-11")
        return nil
    }

    private mutating func areas(_ node: Node?, _ policy: inout Policy) {
        guard let node else { return }
        for (key, node) in reader.pairs(node, "areas' codes with their hours") {
            guard let code = key.string.flatMap({ AreaCode($0) }) else {
                reader.report(key, "'\(key.string ?? "")' is no area's code: quote its digits, such as \"330604112\"")
                continue
            }
            if let spans = hours(node, code.digits) { policy.hours[code] = spans }
        }
    }

    private mutating func notices(_ node: Node?, _ policy: inout Policy) {
        guard let node else { return }
        let known = ["quiet", "dailyCap", "digestAt", "stormSize"]
        let members = reader.mapping(node, known.joined(separator: ", "), known: known)
        if let quiet = members["quiet"] {
            let ends = (quiet.string ?? "").split(separator: "-").map(PolicySpan.minute)
            if ends.count == 2, let from = ends[0], let until = ends[1], from != until {
                (policy.quietFrom, policy.quietUntil) = (from, until)
            } else {
                reader.report(quiet, "quiet must be two times, such as 21:00-08:00")
            }
        }
        if members["dailyCap"] != nil {
            policy.dailyCap = reader.number(members["dailyCap"], "dailyCap", 1...1000, at: node) ?? policy.dailyCap
        }
        if members["stormSize"] != nil {
            policy.stormSize = reader.number(members["stormSize"], "stormSize", 2...1000, at: node) ?? policy.stormSize
        }
        if let digest = members["digestAt"] {
            if let minute = PolicySpan.minute(Substring(digest.string ?? "")) {
                policy.digestAt = minute
            } else {
                reader.report(digest, "digestAt must be a time in quotes, such as \"18:00\"")
            }
        }
    }

    private mutating func routines(_ node: Node?, _ policy: inout Policy) {
        policy.routines = [:]
        guard let node else { return }
        let known = Routine.allCases.map(\.rawValue)
        for (name, node) in reader.mapping(node, "routines: \(known.joined(separator: ", "))", known: known) {
            guard let routine = Routine(rawValue: name) else { continue }
            let words = (node.string ?? "").split(whereSeparator: \.isWhitespace)
            if words.count == 2, let minute = PolicySpan.minute(words[0]), minute < 1440,
                let days = RoutineTime.Days(rawValue: String(words[1]))
            {
                policy.routines[routine] = RoutineTime(minute: minute, days)
            } else {
                let days = RoutineTime.Days.allCases.map(\.rawValue)
                let near = words.last.map { YAMLReader.nearest(String($0), days) } ?? ""
                reader.report(
                    node,
                    "\(name) must be a time and days, such as 08:30 workingDays; days are \(days.joined(separator: ", "))\(near)"
                )
            }
        }
    }

    private mutating func words(_ node: Node?, _ root: Node) -> [String] {
        let words = node?.sequence?.compactMap(\.string).filter { !$0.isEmpty } ?? []
        if words.isEmpty { reader.report(node ?? root, "emergencyWords must be a list of words, such as [fire, 火]") }
        return words
    }

    private mutating func ladders(_ node: Node?, _ root: Node) {
        guard let node else { return reader.report(root, "ladders are missing, such as net: [reminder, gridLeader]") }
        for (key, node) in reader.pairs(node, "ladders by their names") {
            let name = key.string ?? ""
            let steps = (node.sequence?.map { $0 } ?? []).compactMap { step($0, name) }
            if steps.isEmpty { reader.report(node, "\(name) must be a list of steps, such as [reminder, gridLeader]") }
            ladders[name] = steps
        }
    }

    private mutating func step(_ node: Node, _ name: String) -> LadderStep? {
        let nodes = node.sequence.map { $0.map { $0 } } ?? [node]
        var (rungs, calls) = ([Rung](), false)
        let known = Rung.allCases.map(\.rawValue) + ["department"]
        for node in nodes {
            let word = node.string ?? ""
            if word == "department" {
                calls = true
            } else if let rung = Rung(rawValue: word) {
                rungs.append(rung)
            } else {
                reader.report(
                    node,
                    "\(name): '\(word)' is no step, expected \(known.joined(separator: ", "))"
                        + YAMLReader.nearest(word, known))
            }
        }
        if rungs.isEmpty, calls {
            reader.report(node, "\(name): a department is called beside a post: [townshipCentre, department]")
        }
        return rungs.isEmpty ? nil : LadderStep(rungs, callsDepartment: calls)
    }

    private mutating func hours(_ node: Node, _ name: String) -> [Range<Int>]? {
        let spans = PolicySpan.hours(node.string ?? "")
        if spans == nil {
            reader.report(node, "\(name) must be spans of a day in order, such as 08:30-12:00 13:30-17:30")
        }
        return spans
    }
}

// MARK: - Limits

extension PolicyFile {
    private static let limits = ["accept", "handle", "resolve", "visit", "answers", "step", "ladder"]

    private mutating func severities(_ node: Node?, _ root: Node) -> [Severity: PolicyLimits] {
        let words = Severity.allCases.map(\.rawValue)
        guard let node else {
            reader.report(root, "severities are missing: \(words.joined(separator: ", "))")
            return [:]
        }
        let members = reader.mapping(node, "severities: \(words.joined(separator: ", "))", known: words)
        var all: [Severity: PolicyLimits] = [:]
        for severity in Severity.allCases {
            if let node = members[severity.rawValue] {
                all[severity] = limits(node, severity.rawValue, over: nil)
            } else {
                reader.report(node, "the limits of \(severity.rawValue) are missing")
            }
        }
        return all
    }

    private mutating func categories(_ node: Node?, _ policy: inout Policy) {
        guard let node else { return }
        let words = Category.allCases.map(\.rawValue)
        let known = ["sameMatterWithin", "severities"]
        for (name, node) in reader.mapping(node, "categories: \(words.joined(separator: ", "))", known: words)
            .sorted(by: { $0.key < $1.key })
        {
            guard let category = Category(rawValue: name) else { continue }
            let members = reader.mapping(node, "\(name): \(known.joined(separator: ", "))", known: known)
            if let window = members["sameMatterWithin"] {
                if let limit = PolicySpan.limit(window.string ?? ""), limit.clock == .wall {
                    policy.duplicateWindows[category] = limit.amount
                } else {
                    reader.report(window, "\(name): sameMatterWithin must be a time such as 6 hours")
                }
            }
            guard let node = members["severities"] else { continue }
            let words = Severity.allCases.map(\.rawValue)
            for (word, node) in reader.mapping(node, "\(name): \(words.joined(separator: ", "))", known: words) {
                guard let severity = Severity(rawValue: word), let base = policy.limits[severity] else { continue }
                policy.exceptions[category, default: [:]][severity] = limits(node, "\(name): \(word)", over: base)
            }
        }
    }

    /// - Parameter base: what holds where the file says nothing; without it everything that must be there must be.
    private mutating func limits(_ node: Node, _ name: String, over base: PolicyLimits?) -> PolicyLimits? {
        let members = reader.mapping(node, "\(name): \(Self.limits.joined(separator: ", "))", known: Self.limits)
        func named(_ part: String) -> String { "\(name): \(part)" }
        let accept = limit(members["accept"], named("accept"), [.asked, .assigned, .reported]) ?? base?.accept
        let handle = limit(members["handle"], named("handle"), [.accepted]) ?? base?.handle
        let resolve = limit(members["resolve"], named("resolve"), [.assigned, .accepted, .reported]) ?? base?.resolve
        let visit = limit(members["visit"], named("visit"), [.resolved]) ?? base?.visit
        let answers = limit(members["answers"], named("answers"), [.assigned, .reported]) ?? base?.answers
        let step = limit(members["step"], named("step"), []) ?? base?.step
        let ladder = ladder(members["ladder"], named("ladder")) ?? base?.ladder
        guard let accept, let resolve, let visit, let step, let ladder else {
            for part in ["accept", "resolve", "visit", "step", "ladder"] where members[part] == nil && base == nil {
                reader.report(node, "\(named(part)) is missing")
            }
            return nil
        }
        return PolicyLimits(
            accept: accept, handle: handle, resolve: resolve, visit: visit, answers: answers, step: step, ladder: ladder
        )
    }

    private mutating func ladder(_ node: Node?, _ name: String) -> [LadderStep]? {
        guard let node else { return nil }
        let word = node.string ?? ""
        if let ladder = ladders[word] { return ladder }
        let known = ladders.keys.sorted()
        reader.report(
            node,
            "\(name): there is no ladder '\(word)', only \(known.joined(separator: ", "))"
                + YAMLReader.nearest(word, known))
        return nil
    }

    /// - Parameter starts: what may start it; none for a step, which follows the one before.
    private mutating func limit(_ node: Node?, _ name: String, _ starts: [PolicyLimit.Start]) -> PolicyLimit? {
        guard let node else { return nil }
        let text = node.string ?? ""
        let (span, start) = PolicySpan.parts(text)
        guard let limit = PolicySpan.limit(span) else {
            reader.report(node, "\(name): \(PolicySpan.problem(with: span))")
            return nil
        }
        if starts.isEmpty {
            if start != nil { reader.report(node, "\(name) begins with the step before: leave out 'from …'") }
            return limit
        }
        let words = starts.map(\.rawValue)
        guard let start, let word = PolicyLimit.Start(rawValue: start), starts.contains(word) else {
            let near = start.map { YAMLReader.nearest($0, words) } ?? ""
            reader.report(node, "\(name) must say what starts it: from \(words.joined(separator: ", or from "))\(near)")
            return nil
        }
        return PolicyLimit(limit.amount, limit.clock, from: word)
    }
}
