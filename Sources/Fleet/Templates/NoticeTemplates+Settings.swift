package import Domain
import Foundation

extension NoticeTemplates {
    /// The templates of the settings' file; none without one.
    package static func load(_ settings: FleetSettings) throws(UnusableSettings) -> NoticeTemplates {
        try settings.templates.map { path throws(UnusableSettings) in try load(path) } ?? .none
    }

    /// The templates of this file.
    package static func load(_ path: String) throws(UnusableSettings) -> NoticeTemplates {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw UnusableSettings("the templates", ["\(path): expected a readable YAML file in UTF-8"])
        }
        let file = TemplateFile(text, path: path)
        guard file.problems.isEmpty else { throw UnusableSettings("the templates", file.problems) }
        return file.templates
    }
}
