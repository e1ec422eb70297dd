import Foundation
import Lianhu
import TestSupport
import Testing

@testable import SMPP

@Suite struct SMPPThroughputTests {
    /// A guard against what grows faster than the load; `scripts/bench-smpp` measures.
    @Test func oneBindCarriesThousandsWithTheirReceipts() async throws {
        let count = 2000
        let options = StandinWorld.options()
        defer { try? FileManager.default.removeItem(at: options.directory) }
        try await StandinWorld.run(options, client: .test { $0.window = 200 }) { world in
            let began = ContinuousClock.now
            let results = await world.client.submit(
                (0..<count).map { SMPPMessage(phone: "138\(10_000_000 + $0)", text: "【联户】编号\($0)") })
            let ids = results.compactMap { if case .accepted(let ids) = $0 { ids.first } else { nil } }
            #expect(Set(ids).count == count)
            try await world.eventually("all receipts") { await world.brought.receipts.count >= count }
            #expect(await Set(world.brought.receipts.map(\.id)) == Set(ids))
            let taken = ContinuousClock.now - began
            #expect(taken < Duration.seconds(20).patient, "\(count) segments with receipts took \(taken)")
        }
    }
}
