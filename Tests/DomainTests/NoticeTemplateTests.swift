import Domain
import TestSupport
import Testing

@Suite struct NoticeTemplateTests {
    private static func template(
        _ text: String, english: String? = "Drill at {place}.", readers: NoticeTemplate.Readers = .neighbours,
        kind: NoticeTemplate.Parameter.Kind = .place, longest: Int = 10, segments: Int = 1
    ) -> NoticeTemplate {
        NoticeTemplate(
            name: "drill", readers: readers, segments: segments,
            parameters: ["place": .init(kind: kind, longest: longest)],
            texts: [.simplifiedChinese: text].merging(english.map { [.english: $0] } ?? [:]) { first, _ in first })
    }

    @Test func aTextTakesItsParameters() throws {
        let templates = NoticeTemplates(signature: "【联户】", [Self.template("{place}有演练{")])
        #expect(templates.all["drill"]?.problems(signature: "【联户】") == [])
        #expect(try templates.text("drill", ["place": "村口"], in: .simplifiedChinese) == "【联户】村口有演练{")
        #expect(try templates.text("drill", ["place": "{place}"], in: .english) == "【联户】Drill at {place}.")
        #expect(throws: NoticeTemplates.Refusal.unknownTemplate(known: ["drill"])) {
            try templates.text("dril", [:], in: .english)
        }
        for wrong in [
            [:], ["place": ""], ["place": "一二三四五六七八九十一"], ["place": "e" + String(repeating: "\u{301}", count: 60)],
        ] {
            #expect(throws: NoticeTemplates.Refusal.parameter("place", expected: "1 to 10 characters")) {
                try templates.text("drill", wrong, in: .english)
            }
        }
        #expect(throws: NoticeTemplates.Refusal.parameter("time", expected: "one of the template's: place")) {
            try templates.text("drill", ["place": "x", "time": "y"], in: .english)
        }
    }

    @Test func whatIsWrongIsSaid() {
        #expect(
            Self.template("{plaze}演练").problems(signature: "") == [
                "zh-Hans has {plaze}, which is no parameter of it", "zh-Hans does not say {place}",
            ])
        #expect(Self.template("{place}演练", english: nil).problems(signature: "") == ["there is no text in en"])
        #expect(
            Self.template("{place}演练", kind: .name).problems(signature: "") == [
                "{place} is a name or a matter, which neighbours are not told"
            ])
        #expect(Self.template("{place}演练", readers: .landlord, kind: .name).problems(signature: "") == [])
        #expect(
            Self.template("{place}演练", longest: 69).problems(signature: "") == [
                "zh-Hans takes 2 segments with the longest values, not 1",
                "en takes 2 segments with the longest values, not 1",
            ])
        #expect(Self.template("{place}演练", longest: 50).problems(signature: "【联户通知签名很长很长很长很长】").count == 1)
    }

    /// What passes the check never takes more segments than it may, whatever is filled in.
    @Test(arguments: Seeded.seeds(500))
    func whatPassesFits(seed: UInt64) throws {
        var random = Seeded(seed)
        let longest = Int.random(in: 1...80, using: &random)
        let body = String(repeating: random.pick(["演", "a"], or: "a"), count: Int.random(in: 0...100, using: &random))
        let template = Self.template(
            body + "{place}", english: "{place}", longest: longest, segments: Int.random(in: 1...4, using: &random))
        let templates = NoticeTemplates(signature: "【联户】", [template])
        guard template.problems(signature: "【联户】").isEmpty else { return }
        let value = String(repeating: random.pick(["村", "a", "€", "{"], or: "a"), count: longest)
        for language in NoticeTemplate.Language.allCases {
            let text = try templates.text("drill", ["place": value], in: language)
            #expect(TextSegments(text).count <= template.segments)
        }
    }
}
