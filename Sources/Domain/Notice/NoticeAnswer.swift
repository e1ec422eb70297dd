/// What was answered to a question.
package struct NoticeAnswer: Sendable, Equatable {
    package let delivery: Int64
    package let answer: String
    /// Nothing more is expected to this question.
    package let isLast: Bool

    package init(delivery: Int64, answer: String, isLast: Bool) {
        self.delivery = delivery
        self.answer = answer
        self.isLast = isLast
    }
}
