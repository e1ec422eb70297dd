import Events
import TestSupport
import Testing

@Suite struct CloudEventPropertyTests {
    @Test(arguments: Seeded.seeds(300))
    func anyEventSurvivesBothModes(seed: UInt64) throws {
        var random = Seeded(seed)
        let event = random.event()
        #expect(try CloudEvent.decode(event.encoded()) == event)
        #expect(try CloudEvent.decode(event.binaryEncoded()) == event)
    }

    @Test(arguments: Seeded.seeds(100))
    func damageIsRefusedOrReadButNeverFatal(seed: UInt64) {
        var random = Seeded(seed)
        for _ in 0..<30 {
            var message = random.event().encoded()
            for _ in 0..<4 {
                message.body[Int.random(in: message.body.indices, using: &random)] =
                    UInt8.random(in: 0...255, using: &random)
            }
            message.contentType = random.oneIn(3) ? "application/cloudevents+json;charset=gb18030" : message.contentType
            #expect(throws: Never.self) { try Self.decodeOrReject(message) }
        }
    }

    private static func decodeOrReject(_ message: EventMessage) throws {
        do {
            _ = try CloudEvent.decode(message)
        } catch {
            #expect(!error.sentence.isEmpty)
        }
    }

    @Test func everyTruncationIsRefused() {
        let whole = structured(sampleEvent)
        for length in whole.body.indices {
            var message = whole
            message.body = Array(whole.body[..<length])
            #expect(throws: Rejection.self) { try CloudEvent.decode(message) }
        }
    }
}
