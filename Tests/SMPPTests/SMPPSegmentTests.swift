import Domain
import TestSupport
import Testing

@testable import SMPP

@Suite struct SMPPSegmentTests {
    @Test(arguments: Seeded.seeds(200)) func partsAreTheText(seed: UInt64) {
        var random = Seeded(seed)
        let text = TextMaker.text(&random, upTo: 700)
        let parts = TextSegments.parts(of: text)
        let whole = TextSegments(text)
        #expect(Array(parts.joined().unicodeScalars) == Array(text.unicodeScalars))
        #expect(parts.count == whole.count)
        let limit =
            switch whole.encoding {
            case .gsm7: parts.count == 1 ? 160 : 153
            case .ucs2: parts.count == 1 ? 140 : 134
            }
        for (index, part) in parts.enumerated() {
            let octets = SMPPText.octets(part, whole.encoding)
            #expect(octets.count <= limit)
            #expect(index == parts.count - 1 || octets.count > limit - 4, "a part is filled")
            let coding = whole.encoding == .gsm7 ? SMPPText.defaultCoding : SMPPText.ucs2Coding
            #expect(SMPPText.text(octets, coding: coding).unicodeScalars.elementsEqual(part.unicodeScalars))
        }
    }

    @Test func capacitiesAreTheCarriers() {
        let cases: [(String, Int)] = [
            ("", 1), (String(repeating: "a", count: 160), 1), (String(repeating: "a", count: 161), 2),
            (String(repeating: "a", count: 306), 2), (String(repeating: "a", count: 307), 3),
            (String(repeating: "€", count: 80), 1), (String(repeating: "€", count: 81), 2),
            // 153 is odd: an escape and what it leads to stay together.
            (String(repeating: "€", count: 152), 2), (String(repeating: "€", count: 153), 3),
            (String(repeating: "联", count: 70), 1), (String(repeating: "联", count: 71), 2),
            (String(repeating: "联", count: 134), 2), (String(repeating: "联", count: 135), 3),
            (String(repeating: "😀", count: 35), 1), (String(repeating: "😀", count: 66), 2),
            (String(repeating: "😀", count: 67), 3),
        ]
        for (text, count) in cases {
            #expect(TextSegments(text).count == count, "\(text.unicodeScalars.count) of \(text.prefix(1))")
            #expect(TextSegments.parts(of: text).count == count)
        }
    }

    @Test func theAlphabetIsTheStandards() {
        #expect(GSMAlphabet.octets("@Δ Å[€~é") == [0x00, 0x10, 0x20, 0x0E, 0x1B, 0x3C, 0x1B, 0x65, 0x1B, 0x3D, 0x05])
        #expect(GSMAlphabet.octets("联") == nil)
        #expect(GSMAlphabet.octets("`") == nil)
        #expect(GSMAlphabet.text([0x1B, 0x41, 0x1B]) == "A ")
        #expect(GSMAlphabet.text([0x1B, 0x1B, 0x80]) == " \u{FFFD}")
        for septet in UInt8(0)..<128 where septet != 0x1B {
            #expect(GSMAlphabet.octets(GSMAlphabet.text([septet])) == [septet])
        }
    }

    @Test(arguments: Seeded.seeds(50)) func messagesCarryTheTextBack(seed: UInt64) throws {
        var random = Seeded(seed)
        var settings = SMPPSettings(host: "", port: 0, systemID: "", password: "")
        settings.longMessages = random.oneIn(2) ? .udh : .payload
        var segments = SMPPSegments(settings)
        let text = TextMaker.text(&random, upTo: 700)
        let (messages, weight) = segments.make(SMPPMessage(phone: "13800000001", text: text))
        #expect(messages.count * weight == TextSegments(text).count)
        let contents = messages.map(SMPPContent.init)
        let whole =
            contents.count == 1 ? contents[0] : try #require(SMPPContent(joining: contents.shuffled(using: &random)))
        #expect(whole.text.unicodeScalars.elementsEqual(text.unicodeScalars))
        #expect(contents.count == 1 || SMPPContent(joining: contents.dropLast()) == nil)
        #expect(messages.allSatisfy { $0.content.count <= 140 || $0.dataCoding == 0 && $0.content.count <= 160 })
    }

    @Test func referencesAreCountedForEachPhone() {
        var segments = SMPPSegments(SMPPSettings(host: "", port: 0, systemID: "", password: ""))
        let long = String(repeating: "联", count: 100)
        var last: Int?
        for _ in 0..<300 {
            let (messages, _) = segments.make(SMPPMessage(phone: "1", text: long))
            _ = segments.make(SMPPMessage(phone: "2", text: long))
            let reference = SMPPContent(messages[0]).part?.reference
            if let last { #expect(reference == (last + 1) % 256) }
            last = reference
        }
    }
}

/// Texts of all kinds of characters.
enum TextMaker {
    private static let plain = Array("abc xyz 0189 @$?éÅΔ\n".unicodeScalars)
    private static let escaped = Array("[]{}€~^\\|".unicodeScalars)
    private static let wide = Array("联户消防😀🚒é`中".unicodeScalars)

    static func text(_ random: inout Seeded, upTo limit: Int) -> String {
        let isWide = random.oneIn(2)
        let count = Int.random(in: 0...limit, using: &random)
        var text = String.UnicodeScalarView()
        for _ in 0..<count {
            let from = isWide && random.oneIn(3) ? wide : random.oneIn(4) ? escaped : plain
            text.append(random.pick(from, or: " "))
        }
        return String(text)
    }
}
