/// What somebody answered, as far as its words can be read. [domain.md 2]
package enum NoticeReply: Sendable, Equatable {
    /// A digit, the letter of the question if he gave one, and what else he said.
    case answer(letter: String?, digit: Int, note: String)
    /// 收到 and 办结 instead of digits, for whoever has something to act on.
    case word(Word)
    case optOut
    case optIn
    case free(String)

    /// 收到, 来 and their like; 办结 and its like.
    package enum Word: Sendable, Equatable { case taken, done }

    private static let out: Set<String> = ["TD", "T", "退订", "退", "QX", "取消订阅", "STOP", "UNSUBSCRIBE"]
    private static let back: Set<String> = ["HF", "恢复", "订阅", "DY", "START"]
    private static let taken: Set<String> = ["收到", "受理", "已收到", "已受理", "好的", "来", "我来", "马上到", "OK"]
    private static let done: Set<String> = ["办结", "已办结", "完成", "已完成", "处理完毕", "DONE"]

    /// Reads a text as it came; full-width letters and digits count as the others.
    package init(_ text: String) {
        let plain = Self.plain(text)
        let word = plain.uppercased()
        if Self.out.contains(word) {
            self = .optOut
        } else if Self.back.contains(word) {
            self = .optIn
        } else if Self.taken.contains(word) {
            self = .word(.taken)
        } else if Self.done.contains(word) {
            self = .word(.done)
        } else {
            self = Self.answer(plain) ?? .free(text.trimmingPrefix(while: \.isWhitespace).description)
        }
    }

    /// `1`, `A1`, `a 1`, `5 很满意`: a single digit, not the beginning of a number, a date or an address.
    private static func answer(_ text: String) -> NoticeReply? {
        var rest = Substring(text)
        var letter: String?
        if let first = rest.first, first.isASCII, first.isLetter {
            letter = first.uppercased()
            rest = rest.dropFirst().drop { $0 == " " }
        }
        guard let digit = rest.first.flatMap({ $0.isASCII ? $0.wholeNumberValue : nil }) else { return nil }
        rest = rest.dropFirst()
        if let next = rest.first, next.isNumber || "号栋楼层组室月日点:.-/".contains(next) { return nil }
        let note = rest.drop { " ,,。.、;;::!!分".contains($0) }
        return .answer(letter: letter, digit: digit, note: String(note))
    }

    private static func plain(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isWide = (0xFF01...0xFF5E).contains(scalar.value)
            scalars.append(isWide ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar)
        }
        let kept = String(scalars)
        func isEdge(_ character: Character) -> Bool { character.isWhitespace || "。.!".contains(character) }
        return String(kept.drop(while: isEdge).reversed().drop(while: isEdge).reversed())
    }
}
