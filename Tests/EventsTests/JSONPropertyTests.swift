import TestSupport
import Testing

@testable import Events

@Suite struct JSONPropertyTests {
    @Test(arguments: Seeded.seeds(300))
    func anyValueSurvivesWritingAndReading(seed: UInt64) throws {
        var random = Seeded(seed)
        let json = random.json()
        let bytes = json.bytes
        #expect(try JSON.parse(bytes) == json)
        #expect(try JSON.parse(bytes).bytes == bytes)
    }

    @Test(arguments: Seeded.seeds(300))
    func theCarefulReaderAgreesWithTheQuickOne(seed: UInt64) throws {
        var random = Seeded(seed)
        let bytes = random.json().bytes
        #expect(try JSONCarefulReader.read(bytes).bytes == JSON.parseQuickly(bytes)?.bytes)
    }

    /// What the quick reader takes the careful one takes alike; the other way round only numbers may differ.
    @Test(arguments: Seeded.seeds(100))
    func theyAgreeOnDamagedDocuments(seed: UInt64) {
        var random = Seeded(seed)
        for _ in 0..<50 {
            var bytes = Array(sampleEvent.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let at = Int.random(in: bytes.indices, using: &random)
                let likely = Array("{}[]\",:\\u0dDeE+-.1".utf8)
                let byte = random.oneIn(2) ? UInt8.random(in: 0...255, using: &random) : random.pick(likely, or: 0)
                if random.oneIn(3) { bytes.remove(at: at) } else { bytes[at] = byte }
            }
            let careful = try? JSONCarefulReader.read(bytes)
            let quick = JSON.parseQuickly(bytes)
            #expect(quick == careful, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test func threadsDoNotShareTheParser() async throws {
        let agreed = await withTaskGroup(of: Bool.self) { group in
            for seed in Seeded.seeds(8) {
                group.addTask { Self.parsesRepeatedly(seed) }
            }
            return await group.reduce(true) { $0 && $1 }
        }
        #expect(agreed)
    }

    private static func parsesRepeatedly(_ seed: UInt64) -> Bool {
        var random = Seeded(seed)
        return (0..<200).allSatisfy { _ in
            let json = random.json()
            return (try? JSON.parse(json.bytes)) == json
        }
    }
}
