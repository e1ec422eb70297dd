import Domain
import Foundation
import TestSupport
import Testing

/// A phone is told everything, and is not flooded.
@Suite struct NoticeFlowTests {
    private static let now = Date(timeIntervalSince1970: 1_772_416_800)

    private static func delivery(
        _ id: Int64, phone: String = "13800000001", purpose: String = "inspection", priority: NoticePriority = .normal,
        isQuestion: Bool = false, held: String? = nil, sentToday: Int = 0
    ) -> Delivery {
        Delivery(
            id: id, reference: "\(id)", phone: phone, text: "【联户】第\(id)条:请关好煤气。", priority: priority, tries: 1,
            isAmbiguous: false, purpose: purpose, isStopped: false, isQuestion: isQuestion, held: held,
            sentToday: sentToday, notBefore: nil, expiresAt: nil)
    }

    @Test func aStormOfOneKindBecomesOneWithItsCount() throws {
        let flow = NoticeFlow((1...5).map { Self.delivery($0) }, policy: .standard)
        let fold = try #require(flow.folds.first)
        #expect(flow.folds.count == 1 && flow.capped.isEmpty)
        #expect(fold.lead.id == 1 && fold.folded.map(\.id) == [2, 3, 4, 5])
        #expect(fold.lead.text == "【联户】第1条:请关好煤气。另有4条同类通知:1.第2条:请关好煤气;2.第3条:请关好煤气;3.第4条:请关好煤气;4.第5条:请关好煤气。")
    }

    @Test func twoOfOneKindOrThreeKindsGoByThemselves() {
        let texts = [
            Self.delivery(1), Self.delivery(2), Self.delivery(3, purpose: "drill"), Self.delivery(4, purpose: "x"),
        ]
        #expect(NoticeFlow(texts, policy: .standard) == NoticeFlow([], policy: .standard))
    }

    @Test func whatTheDayHasNoRoomForBecomesOneDigest() throws {
        let texts = (1...4).map { Self.delivery($0, purpose: "p\($0)", sentToday: 6) }
        let flow = NoticeFlow(texts, policy: .standard)
        #expect(flow.capped.map(\.id) == [3, 4])
        let later = flow.capped.map { Self.delivery($0.id, held: "dailyCap", sentToday: 8) }
        let digest = try #require(NoticeFlow(later, policy: .standard).folds.first)
        #expect(digest.lead.text == "【联户】今天另有2条通知:1.第3条:请关好煤气;2.第4条:请关好煤气。")
        #expect(NoticeFlow(Array(later.prefix(1)), policy: .standard) == NoticeFlow([], policy: .standard))
    }

    /// Whatever is due: everything goes, goes with another that goes, or waits for the digest; what must be read by
    /// itself is never touched; no phone gets more than its number.
    @Test(arguments: Seeded.seeds(500))
    func nothingIsLostAndNobodyIsFlooded(seed: UInt64) {
        var random = Seeded(seed)
        let policy = Policy.standard
        let sent = (0..<3).map { _ in Int.random(in: 0...10, using: &random) }
        let texts = (0..<Int64.random(in: 0...40, using: &random)).map { id in
            let phone = Int.random(in: 0..<3, using: &random)
            return Self.delivery(
                id, phone: "1380000000\(phone)", purpose: random.pick(["a", "b", "c", "d"], or: "a"),
                priority: random.pick(NoticePriority.allCases, or: .normal),
                isQuestion: Int.random(in: 0..<5, using: &random) == 0,
                held: Int.random(in: 0..<4, using: &random) == 0 ? "dailyCap" : nil, sentToday: sent[phone])
        }
        let flow = NoticeFlow(texts.shuffled(using: &random), policy: policy)
        let folded = flow.folds.flatMap(\.folded).map(\.id)
        let capped = flow.capped.map(\.id)
        let leads = flow.folds.map(\.lead.id)
        #expect(Set(folded + capped + leads).count == folded.count + capped.count + leads.count)
        let touched = texts.filter { (folded + capped + leads).contains($0.id) }
        #expect(touched.allSatisfy { $0.priority != .emergency && !$0.isQuestion })
        #expect(flow.capped.allSatisfy { $0.priority == .normal && $0.held == nil })
        for fold in flow.folds {
            #expect(fold.folded.allSatisfy { $0.phone == fold.lead.phone })
            #expect(
                TextSegments(fold.lead.text).count <= 4 && fold.lead.text.contains("\(fold.folded.count)")
                    || fold.lead.held != nil)
        }
        for (phone, count) in sent.enumerated() {
            let going = texts.filter {
                $0.phone == "1380000000\(phone)" && $0.priority == .normal && !$0.isQuestion && $0.held == nil
                    && !folded.contains($0.id) && !capped.contains($0.id)
            }
            #expect(going.isEmpty || count + going.count <= max(policy.dailyCap, count), "seed \(seed)")
        }
    }
}
