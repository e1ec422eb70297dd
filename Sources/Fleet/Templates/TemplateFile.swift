package import Domain
import Foundation
import Yams

/// Reads templates from YAML, and says of everything that is wrong with them where it stands.
package struct TemplateFile {
    /// `templates.yaml:12:3: drill: there is no text in en`.
    package var problems: [String] { reader.problems }
    package private(set) var templates = NoticeTemplates.none
    private var reader: YAMLReader

    /// - Parameter path: names the file in problems.
    package init(_ yaml: String, path: String) {
        reader = YAMLReader(path: path)
        if let root = reader.root(yaml, expected: "templates") { read(root) }
    }

    private mutating func read(_ root: Node) {
        let members = reader.mapping(root, "signature and templates", known: ["signature", "templates"])
        let signature = members["signature"]?.string ?? ""
        var all: [NoticeTemplate] = []
        for (key, node) in members["templates"]?.mapping?.map({ $0 }) ?? [] {
            guard let name = key.string, let template = template(name, node) else { continue }
            for problem in template.problems(signature: signature) { reader.report(node, "\(name): \(problem)") }
            if all.contains(where: { $0.name == name }) { reader.report(key, "\(name) is there twice") }
            all.append(template)
        }
        if all.isEmpty, reader.count == 0 { reader.report(root, "there is no template") }
        templates = NoticeTemplates(signature: signature, all)
    }

    private mutating func template(_ name: String, _ node: Node) -> NoticeTemplate? {
        let known = ["readers", "segments", "parameters", "texts"]
        let members = reader.mapping(node, "\(name): \(known.joined(separator: ", "))", known: known)
        let readers: NoticeTemplate.Readers? = reader.word(members["readers"], "\(name): readers", at: node)
        let segments = reader.number(members["segments"], "\(name): segments", 1...10, at: node)
        var parameters: [String: NoticeTemplate.Parameter] = [:]
        for (key, node) in members["parameters"]?.mapping?.map({ $0 }) ?? [] {
            if let key = key.string { parameters[key] = parameter("\(name): \(key)", node) }
        }
        var texts: [NoticeTemplate.Language: String] = [:]
        for (key, node) in members["texts"]?.mapping?.map({ $0 }) ?? [] {
            let language: NoticeTemplate.Language? = reader.word(key, "\(name): texts", at: key)
            if let language { texts[language] = node.string }
        }
        guard let readers, let segments else { return nil }
        return NoticeTemplate(
            name: name, readers: readers, segments: segments, parameters: parameters, texts: texts)
    }

    private mutating func parameter(_ name: String, _ node: Node) -> NoticeTemplate.Parameter? {
        let members = reader.mapping(node, "\(name): kind and longest", known: ["kind", "longest"])
        let kind: NoticeTemplate.Parameter.Kind? = reader.word(members["kind"], "\(name): kind", at: node)
        guard let longest = members["longest"]?.int, (1...500).contains(longest) else {
            reader.report(members["longest"] ?? node, "\(name): longest must be a number of characters from 1 to 500")
            return nil
        }
        return kind.map { NoticeTemplate.Parameter(kind: $0, longest: longest) }
    }
}
