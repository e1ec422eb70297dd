import Domain
import Foundation
import Testing

@testable import Fleet

@Suite struct TemplateFileTests {
    @Test func ourOwnAreRight() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../deploy/templates.yaml")
        let file = TemplateFile(try String(contentsOf: path, encoding: .utf8), path: "templates.yaml")
        #expect(file.problems == [])
        #expect(file.templates.all.count == 4 && file.templates.signature == "【联户】")
    }

    @Test func everyProblemHasItsLine() {
        let file = TemplateFile(
            """
            signatur: x
            templates:
              drill:
                readers: neighbors
                segments: 2
              fire:
                readers: neighbours
                segments: many
              flood:
                readers: officers
                segments: 1
                parameters:
                  place: { kind: plaice, longest: 0 }
                texts:
                  zh-Hans: "涨水"
                  fr: "crue"
            """, path: "t.yaml")
        #expect(
            file.problems == [
                "t.yaml:1:1: 'signatur' is not known here, expected signature and templates; did you mean signature?",
                "t.yaml:4:14: drill: readers must be one of neighbours, officers, reporter, landlord; did you mean neighbours?",
                "t.yaml:8:15: fire: segments must be a number from 1 to 10",
                "t.yaml:10:5: flood: there is no text in en",
                "t.yaml:13:22: flood: place: kind must be one of place, time, number, word, name, matter; did you mean place?",
                "t.yaml:13:39: flood: place: longest must be a number of characters from 1 to 500",
                "t.yaml:16:7: flood: texts must be one of zh-Hans, en; did you mean en?",
            ])
    }

    @Test(arguments: ["", "[", "a", "templates: []", "templates: {}", "\u{0}", "templates: {x: 1}"])
    func anythingElseIsRefused(_ yaml: String) { #expect(!TemplateFile(yaml, path: "t").problems.isEmpty) }
}
