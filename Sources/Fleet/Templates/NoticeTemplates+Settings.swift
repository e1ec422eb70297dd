package import Domain
import Foundation

/// Everything that is wrong with the templates, at once.
package struct TemplateErrors: Error, Equatable, CustomStringConvertible {
    package let problems: [String]

    /// One line a problem under a heading.
    package var description: String {
        (["the templates cannot be used:"] + problems.map { "  \($0)" }).joined(separator: "\n")
    }
}

extension NoticeTemplates {
    /// The templates of the settings' file; none without one.
    package static func load(_ settings: FleetSettings) throws(TemplateErrors) -> NoticeTemplates {
        try settings.templates.map { path throws(TemplateErrors) in try load(path) } ?? .none
    }

    /// The templates of this file.
    package static func load(_ path: String) throws(TemplateErrors) -> NoticeTemplates {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw TemplateErrors(problems: ["\(path): expected a readable YAML file in UTF-8"])
        }
        let file = TemplateFile(text, path: path)
        guard file.problems.isEmpty else { throw TemplateErrors(problems: file.problems) }
        return file.templates
    }
}
