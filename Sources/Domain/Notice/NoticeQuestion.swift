package import Foundation

/// What a notice asks of whoever reads it; a reply answers the last question asked of that phone. [domain.md 2]
package enum NoticeQuestion: String, Sendable, CaseIterable {
    /// An officer: 1 accepts, 2 says done.
    case act
    /// A called neighbour: 1 says that he is coming.
    case coming
    /// A reporter: the return visit's mark, 1 to 5.
    case mark

    /// Digits that answer it.
    package var answers: ClosedRange<Int> {
        switch self {
        case .act: 1...2
        case .coming: 1...1
        case .mark: 1...5
        }
    }

    /// How to answer, behind the notice's text.
    /// - Parameter letter: goes before the digit where other questions of this phone are open.
    package func plea(letter: String = "") -> String {
        switch self {
        case .act: "回复\(letter)1受理,\(letter)2办结。"
        case .coming: "能前往请回复\(letter)1。"
        case .mark: "请回复\(letter)1至\(letter)5分(5为非常满意)。"
        }
    }

    /// Until when an answer counts that was asked for now: done is said days after taken. The text itself may be
    /// worthless much earlier. [own]
    package static func answerableUntil(_ now: Date) -> Date { now.addingTimeInterval(7 * 86_400) }

    /// `A` for 0 to `Z`; then from the beginning.
    package static func letter(_ number: Int) -> String {
        String(Character(Unicode.Scalar(UInt8(65 + number % 26))))
    }
}
