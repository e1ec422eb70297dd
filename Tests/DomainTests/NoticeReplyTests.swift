import Domain
import TestSupport
import Testing

/// What people really type.
@Suite struct NoticeReplyTests {
    @Test(
        arguments: [
            ("1", nil, 1, ""), (" 2 ", nil, 2, ""), ("1", nil, 1, ""), ("A1", "A", 1, ""), ("b 2", "B", 2, ""),
            ("5 很满意", nil, 5, "很满意"), ("3分,来得太晚", nil, 3, "来得太晚"), ("2。", nil, 2, ""),
        ] as [(String, String?, Int, String)])
    func aDigitAnswers(text: String, letter: String?, digit: Int, note: String) {
        #expect(NoticeReply(text) == .answer(letter: letter, digit: digit, note: note))
    }

    @Test(arguments: ["110", "3号楼着火", "2026年", "12栋", "1-2", "10:30", "二楼有烟", "A", "", "路口堵了"])
    func whatOnlyBeginsWithADigitIsNoAnswer(text: String) { #expect(NoticeReply(text) == .free(text)) }

    @Test func wordsStandBesideDigits() {
        #expect(NoticeReply("收到") == .word(.taken) && NoticeReply("办结。") == .word(.done))
        #expect(NoticeReply("td") == .optOut && NoticeReply("TD") == .optOut && NoticeReply("退订") == .optOut)
        #expect(NoticeReply("HF") == .optIn)
    }

    /// Whatever comes, it is read, and a free text is kept as it is.
    @Test(arguments: Seeded.seeds(300))
    func anythingIsRead(seed: UInt64) {
        var random = Seeded(seed)
        let alphabet = Array("1259AaTtDd退订收到 \u{3000}。!号🔥\u{0}\n")
        let text = String((0..<Int.random(in: 0...8, using: &random)).map { _ in random.pick(alphabet, or: " ") })
        if case .free(let kept) = NoticeReply(text) { #expect(text.hasSuffix(kept)) }
    }
}
