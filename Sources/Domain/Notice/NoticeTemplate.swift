/// A text with places for parameters, in each language that is spoken. [domain.md 2, Text from templates]
package struct NoticeTemplate: Sendable, Equatable {
    /// Languages that every template has.
    package enum Language: String, Sendable, CaseIterable {
        case simplifiedChinese = "zh-Hans"
        case english = "en"
    }

    /// Who reads it: neighbours are never told a name, nor what somebody else's matter is about.
    package enum Readers: String, Sendable, CaseIterable { case neighbours, officers, reporter, landlord }

    /// What stands in the place of a parameter.
    package struct Parameter: Sendable, Equatable {
        /// What it says, and with it who may read it and how wide it is.
        package enum Kind: String, Sendable, CaseIterable { case place, time, number, word, name, matter }

        package let kind: Kind
        /// Characters, at most.
        package let longest: Int

        package init(kind: Kind, longest: Int) {
            self.kind = kind
            self.longest = longest
        }

        /// Personal, or what a care case, a dispute or a petition is about.
        var isPrivate: Bool { kind == .name || kind == .matter }

        /// The value that takes most room: numbers and times have digits, all else may be Chinese.
        var widest: String {
            String(repeating: kind == .number || kind == .time ? "8" : "宽", count: longest)
        }
    }

    package let name: String
    package let readers: Readers
    /// Segments of the whole text with the signature, at most, whatever the parameters say.
    package let segments: Int
    package let parameters: [String: Parameter]
    package let texts: [Language: String]

    package init(
        name: String, readers: Readers, segments: Int, parameters: [String: Parameter], texts: [Language: String]
    ) {
        self.name = name
        self.readers = readers
        self.segments = segments
        self.parameters = parameters
        self.texts = texts
    }

    /// What is wrong with it, each in a sentence; nothing when it may be used.
    package func problems(signature: String) -> [String] {
        let hidden = readers == .neighbours ? parameters.filter(\.value.isPrivate).keys.sorted() : []
        return hidden.map { "{\($0)} is a name or a matter, which neighbours are not told" }
            + Language.allCases.flatMap { problems(in: $0, signature) }
    }

    private func problems(in language: Language, _ signature: String) -> [String] {
        guard let text = texts[language], !text.isEmpty else { return ["there is no text in \(language.rawValue)"] }
        let used = Set(Self.pieces(of: text).compactMap(\.parameter))
        let unknown = used.subtracting(parameters.keys).sorted().map {
            "\(language.rawValue) has {\($0)}, which is no parameter of it"
        }
        let unused = Set(parameters.keys).subtracting(used).sorted().map { "\(language.rawValue) does not say {\($0)}" }
        let longest = signature + filled(text, parameters.mapValues(\.widest))
        let count = TextSegments(longest).count
        let long =
            count > segments
            ? ["\(language.rawValue) takes \(count) segments with the longest values, not \(segments)"] : []
        return unknown + unused + long
    }

    /// The text with these values in their places.
    func filled(_ text: String, _ values: [String: String]) -> String {
        Self.pieces(of: text).map { $0.parameter.flatMap { values[$0] } ?? $0.text }.joined()
    }

    /// The text cut at its places: `{place}` is a parameter; a brace that begins no name is itself.
    static func pieces(of text: String) -> [(text: String, parameter: String?)] {
        var pieces: [(text: String, parameter: String?)] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            let inside = rest[rest.index(after: open)...]
            let name = inside.prefix { $0.isASCII && ($0.isLetter || $0.isNumber) }
            guard !name.isEmpty, name.endIndex < rest.endIndex, rest[name.endIndex] == "}" else {
                pieces.append((String(rest[...open]), nil))
                rest = inside
                continue
            }
            pieces.append((String(rest[..<open]), nil))
            pieces.append(("{\(name)}", String(name)))
            rest = rest[rest.index(after: name.endIndex)...]
        }
        return pieces + [(String(rest), nil)]
    }
}

/// All templates of a fleet, and the signature that carriers want before every text.
package struct NoticeTemplates: Sendable, Equatable {
    /// Why a text cannot be made.
    package enum Refusal: Error, Sendable, Equatable {
        case unknownTemplate(known: [String])
        /// A parameter that is missing, too long, or not one of the template.
        case parameter(String, expected: String)
    }

    package let signature: String
    package let all: [String: NoticeTemplate]

    package static let none = NoticeTemplates(signature: "", [])

    package init(signature: String, _ templates: [NoticeTemplate]) {
        self.signature = signature
        all = Dictionary(templates.map { ($0.name, $0) }) { first, _ in first }
    }

    /// The text of a template with these parameters.
    package func text(
        _ name: String, _ parameters: [String: String], in language: NoticeTemplate.Language
    ) throws(Refusal) -> String {
        guard let template = all[name], let text = template.texts[language] else {
            throw .unknownTemplate(known: all.keys.sorted())
        }
        for (key, parameter) in template.parameters.sorted(by: { $0.key < $1.key }) {
            guard let value = parameters[key], !value.isEmpty, value.count <= parameter.longest,
                value.unicodeScalars.count <= 2 * parameter.longest
            else { throw .parameter(key, expected: "1 to \(parameter.longest) characters") }
        }
        if let stranger = parameters.keys.sorted().first(where: { template.parameters[$0] == nil }) {
            let known = template.parameters.keys.sorted().joined(separator: ", ")
            throw .parameter(stranger, expected: "one of the template's: \(known)")
        }
        return signature + template.filled(text, parameters)
    }
}
