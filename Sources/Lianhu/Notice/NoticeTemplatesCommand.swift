import ArgumentParser
import Domain
import Events
import Fleet
import Foundation

/// `lianhu notice templates`
struct NoticeTemplatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates", abstract: "Checks a file of templates and shows what they may say. Needs no fleet.",
        discussion: """
            EXAMPLE
              lianhu notice templates templates.yaml      every problem with its line, or the longest text of each
            """)

    @Argument(help: "A YAML file; without it the one that the settings name.") var file: String?
    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard let path = try file ?? CommandContext().settings.templates else {
            throw CommandFailure(.usage, "name a file, or set LIANHU_TEMPLATES")
        }
        let templates = try NoticeTemplates.load(path)
        let all = templates.all.values.sorted { $0.name < $1.name }
        if output.json { return Terminal.print(json: .array(all.map(json))) }
        var table = Table(["template", "readers", "parameters", "segments", "text"], numbers: [3])
        for template in all {
            for language in NoticeTemplate.Language.allCases {
                let isFirst = language == NoticeTemplate.Language.allCases.first
                table.add(
                    isFirst ? template.name : "", isFirst ? template.readers.rawValue : "",
                    isFirst ? parameters(template) : "", isFirst ? "\(template.segments)" : "",
                    templates.signature + (template.texts[language] ?? ""))
            }
        }
        table.print()
    }

    private func parameters(_ template: NoticeTemplate) -> String {
        template.parameters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.longest)" }.joined(separator: ", ")
    }

    private func json(_ template: NoticeTemplate) -> JSON {
        var (parameters, texts) = (JSONObject(), JSONObject())
        for (key, parameter) in template.parameters {
            parameters[key] = ["kind": .string(parameter.kind.rawValue), "longest": .int(Int64(parameter.longest))]
        }
        for (language, text) in template.texts { texts[language.rawValue] = .string(text) }
        return [
            "name": .string(template.name), "readers": .string(template.readers.rawValue),
            "segments": .int(Int64(template.segments)), "parameters": .object(parameters), "texts": .object(texts),
        ]
    }
}
