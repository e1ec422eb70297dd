package import Domain
import Foundation
import Yams

/// Reads templates from YAML, and says of everything that is wrong with them where it stands.
package struct TemplateFile {
    /// `templates.yaml:12:3: drill: there is no text in en`.
    package private(set) var problems: [String] = []
    package private(set) var templates = NoticeTemplates.none
    private let path: String

    /// - Parameter path: names the file in problems.
    package init(_ yaml: String, path: String) {
        self.path = path
        do {
            if let root = try Yams.compose(yaml: yaml) { read(root) } else { report(nil, "templates are missing") }
        } catch { report(nil, "this is no YAML: \(error)") }
    }

    private mutating func report(_ node: Node?, _ problem: String) {
        let place = node?.mark.map { "\(path):\($0.line):\($0.column)" } ?? path
        problems.append("\(place): \(problem)")
    }

    private mutating func read(_ root: Node) {
        let members = mapping(root, "signature and templates", known: ["signature", "templates"])
        let signature = members["signature"]?.string ?? ""
        var all: [NoticeTemplate] = []
        for (key, node) in members["templates"]?.mapping?.map({ $0 }) ?? [] {
            guard let name = key.string, let template = template(name, node) else { continue }
            for problem in template.problems(signature: signature) { report(node, "\(name): \(problem)") }
            if all.contains(where: { $0.name == name }) { report(key, "\(name) is there twice") }
            all.append(template)
        }
        if all.isEmpty, problems.isEmpty { report(root, "there is no template") }
        templates = NoticeTemplates(signature: signature, all)
    }

    private mutating func template(_ name: String, _ node: Node) -> NoticeTemplate? {
        let known = ["readers", "segments", "parameters", "texts"]
        let members = mapping(node, "\(name): \(known.joined(separator: ", "))", known: known)
        let readers: NoticeTemplate.Readers? = word(members["readers"], "\(name): readers", at: node)
        let segments = members["segments"]?.int ?? 0
        if !(1...10).contains(segments) {
            report(members["segments"] ?? node, "\(name): segments must be a number from 1 to 10")
        }
        var parameters: [String: NoticeTemplate.Parameter] = [:]
        for (key, node) in members["parameters"]?.mapping?.map({ $0 }) ?? [] {
            if let key = key.string { parameters[key] = parameter("\(name): \(key)", node) }
        }
        var texts: [NoticeTemplate.Language: String] = [:]
        for (key, node) in members["texts"]?.mapping?.map({ $0 }) ?? [] {
            let language: NoticeTemplate.Language? = word(key, "\(name): texts", at: key)
            if let language { texts[language] = node.string }
        }
        guard let readers, (1...10).contains(segments) else { return nil }
        return NoticeTemplate(
            name: name, readers: readers, segments: segments, parameters: parameters, texts: texts)
    }

    private mutating func parameter(_ name: String, _ node: Node) -> NoticeTemplate.Parameter? {
        let members = mapping(node, "\(name): kind and longest", known: ["kind", "longest"])
        let kind: NoticeTemplate.Parameter.Kind? = word(members["kind"], "\(name): kind", at: node)
        let longest = members["longest"]?.int ?? 0
        guard (1...500).contains(longest) else {
            report(members["longest"] ?? node, "\(name): longest must be a number of characters from 1 to 500")
            return nil
        }
        return kind.map { NoticeTemplate.Parameter(kind: $0, longest: longest) }
    }

    private mutating func word<Word: RawRepresentable & CaseIterable>(
        _ node: Node?, _ name: String, at parent: Node
    ) -> Word? where Word.RawValue == String {
        if let word = node?.string.flatMap(Word.init(rawValue:)) { return word }
        let words = Word.allCases.map(\.rawValue)
        let near = node?.string.flatMap { nearestName(to: $0, among: words) }.map { "; did you mean \($0)?" } ?? ""
        report(node ?? parent, "\(name) must be one of \(words.joined(separator: ", "))\(near)")
        return nil
    }

    private mutating func mapping(_ node: Node, _ expected: String, known: [String]) -> [String: Node] {
        guard let mapping = node.mapping else {
            report(node, "expected \(expected)")
            return [:]
        }
        var members: [String: Node] = [:]
        for (key, value) in mapping {
            let name = key.string ?? ""
            if known.contains(name) {
                members[name] = value
            } else {
                let near = nearestName(to: name, among: known).map { "; did you mean \($0)?" } ?? ""
                report(key, "'\(name)' is not known here, expected \(expected)\(near)")
            }
        }
        return members
    }
}
