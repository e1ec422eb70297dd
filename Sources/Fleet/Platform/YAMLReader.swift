import Foundation
import Yams

/// Reads a YAML file of ours member by member, and keeps of everything that is wrong where it stands and what would do.
struct YAMLReader {
    /// `policy.yaml:12:3: accept must be a time such as 5 minutes from asked`, in the order of the file.
    var problems: [String] { found.sorted { ($0.line, $0.column) < ($1.line, $1.column) }.map(\.text) }
    private var found: [(line: Int, column: Int, text: String)] = []
    private let path: String

    /// - Parameter path: names the file in problems.
    init(path: String) { self.path = path }

    /// The root of the file; nil, with a problem, if it is no YAML or empty.
    mutating func root(_ yaml: String, expected: String) -> Node? {
        do {
            if let root = try Yams.compose(yaml: yaml) { return root }
            report(nil, "\(expected) are missing")
        } catch { report(nil, "this is no YAML: \(error)") }
        return nil
    }

    mutating func report(_ node: Node?, _ problem: String) {
        guard let mark = node?.mark else { return found.append((0, 0, "\(path): \(problem)")) }
        found.append((mark.line, mark.column, "\(path):\(mark.line):\(mark.column): \(problem)"))
    }

    /// Where no problem was found since `count` of them, what was read holds.
    var count: Int { found.count }

    /// The members of a mapping; a name that is not known is a problem with the nearest that is.
    mutating func mapping(_ node: Node, _ expected: String, known: [String]) -> [String: Node] {
        var members: [String: Node] = [:]
        for (key, value) in pairs(node, expected) {
            let name = key.string ?? ""
            if known.contains(name) {
                members[name] = value
            } else {
                report(key, "'\(name)' is not known here, expected \(expected)\(Self.nearest(name, known))")
            }
        }
        return members
    }

    /// A mapping with any names.
    mutating func pairs(_ node: Node, _ expected: String) -> [(key: Node, value: Node)] {
        guard let mapping = node.mapping else {
            report(node, "expected \(expected)")
            return []
        }
        return mapping.map { ($0.key, $0.value) }
    }

    /// One of the words of a type.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ node: Node?, _ name: String, at parent: Node
    ) -> Word? where Word.RawValue == String {
        if let word = node?.string.flatMap(Word.init(rawValue:)) { return word }
        let words = Word.allCases.map(\.rawValue)
        let near = node?.string.map { Self.nearest($0, words) } ?? ""
        report(node ?? parent, "\(name) must be one of \(words.joined(separator: ", "))\(near)")
        return nil
    }

    /// A whole number.
    mutating func number(_ node: Node?, _ name: String, _ range: ClosedRange<Int>, at parent: Node) -> Int? {
        if let number = node?.int, range.contains(number) { return number }
        report(node ?? parent, "\(name) must be a number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    /// `; did you mean accept?`, or nothing.
    static func nearest(_ word: String, _ words: [String]) -> String {
        nearestName(to: word, among: words).map { "; did you mean \($0)?" } ?? ""
    }
}
