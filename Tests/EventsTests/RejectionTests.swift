import Events
import Testing

@Suite struct RejectionTests {
    private func rejection(_ message: EventMessage) throws -> Rejection {
        try #require(throws: Rejection.self) { try CloudEvent.decode(message) }
    }

    private func event(_ members: String) -> EventMessage {
        structured(#"{"specversion":"1.0","source":"s","type":"t",\#(members)}"#)
    }

    @Test(arguments: [
        (#""subject":"x""#, RejectionReason.missingAttribute, "id", "nothing"),
        (#""id":"""#, .missingAttribute, "id", "an empty text"),
        (#""id":"  ""#, .missingAttribute, "id", "an empty text"),
        (#""id":null"#, .missingAttribute, "id", "nothing"),
        (#""id":1.5"#, .badAttribute, "id", "a number"),
        (#""id":{}"#, .badAttribute, "id", "an object of 0 members"),
        (#""id":"a\u0000""#, .badAttribute, "id", "\"a \""),
        (#""id":"1","ID":"2""#, .badAttribute, "id", "two that differ"),
        (#""id":"1","time":"2026-03-02 07:00""#, .badTime, "time", "\"9999-99-99 99:99\""),
        (#""id":"1","datacontenttype":"text/xml","data":"x""#, .badData, "datacontenttype", "text/xml"),
        (#""id":"1","data_base64":"***""#, .badData, "data_base64", "a text of 3 characters"),
        (#""id":"1","data_base64":"/w==""#, .badEncoding, "data_base64", "something else at byte 0"),
        (#""id":"1","data_base64":"e30x""#, .badJSON, "data_base64", "more text after the document at byte 2"),
    ])
    func namesReasonFieldAndFinding(members: String, reason: RejectionReason, field: String, got: String) throws {
        let rejection = try rejection(event(members))
        #expect(rejection.reason == reason)
        #expect(rejection.field == field)
        #expect(rejection.got == got)
    }

    @Test func theVersionMustBeOne() throws {
        let old = try rejection(structured(#"{"specversion":"0.3","id":"1","source":"s","type":"t"}"#))
        #expect(old.reason == .badAttribute)
        #expect(old.field == "specversion")
        let none = try rejection(structured(#"{"id":"1","source":"s","type":"t"}"#))
        #expect(none.reason == .missingAttribute)
    }

    @Test func dataAndBase64TogetherAreRefused() throws {
        let rejection = try rejection(event(#""id":"1","data":{},"data_base64":"e30=""#))
        #expect(rejection.got == "both")
    }

    @Test func whatIsNoCloudEventIsSaidToBeNone() throws {
        let plain = EventMessage(contentType: "text/plain", routingKey: "k", body: Array("fire!".utf8))
        let rejection = try rejection(plain)
        #expect(rejection.reason == .notCloudEvent)
        #expect(rejection.sentence.contains("got content type text/plain. Publish with content type"))
        #expect(try self.rejection(structured("[]")).reason == .notCloudEvent)
    }

    @Test func batchesAreRefused() throws {
        let batch = structured("[]", contentType: "application/cloudevents-batch+json; charset=UTF-8")
        #expect(try rejection(batch).reason == .batched)
    }

    @Test func sizeIsLimited() throws {
        let start = #"{"specversion":"1.0","id":"1","source":"s","type":"t","data":""#
        let filler = String(repeating: "x", count: CloudEvent.sizeLimit - start.utf8.count - 2)
        #expect(try CloudEvent.decode(structured(start + filler + "\"}")).id == "1")
        let rejection = try rejection(structured(start + filler + "x\"}"))
        #expect(rejection.reason == .tooLarge)
        #expect(rejection.got == "262145 bytes")
    }

    @Test func foreignBytesAndCharsetsAreRefused() throws {
        var message = structured(sampleEvent)
        message.body[20] = 0xFF
        #expect(try rejection(message).got == "something else at byte 20")
        message.contentType = "application/cloudevents+json; charset=gb18030"
        message.body = Array(repeating: 0x20, count: 7) + [0xFF]
        let chinese = try rejection(message)
        #expect(chinese.expected == "GB18030")
        #expect(chinese.got == "something else at byte 7")
        message.contentType = "application/cloudevents+json; charset=big5"
        #expect(try rejection(message).got == "charset big5")
    }

    @Test func badJSONSaysWhere() throws {
        let rejection = try rejection(structured(#"{"specversion":"1.0",}"#))
        #expect(rejection.reason == .badJSON)
        #expect(rejection.got == "the byte 0x7D, which cannot stand there, at byte 21")
        #expect(rejection.field == nil)
    }

    @Test func hostileBodiesAreRefused() throws {
        #expect(try rejection(structured(String(repeating: "[", count: 262_144))).reason == .badJSON)
        let deep = event(#""id":"1","data":"# + String(repeating: "[", count: 10_000))
        #expect(try rejection(deep).reason == .badJSON)
    }

    /// Combining marks cost Swift's hashing and comparing of texts the square of their number: this took a minute.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            #"{"id":"a","MARKS":1}"#, #"{"specversion":"MARKS"}"#, #"{"id":"aMARKS","ID":"bMARKS"}"#,
            #"{"specversion":"1.0","source":"s","type":"t","id":"1","data":{"MARKS":1,"aMARKS":1},"data_base64":"MARKS"}"#,
        ])
    func piledUpMarksDoNotStopTheWorker(form: String) throws {
        let marks = String(repeating: "\u{301}\u{323}", count: 15_000)
        let took = try ContinuousClock().measure {
            let rejection = try rejection(structured(form.replacing("MARKS", with: marks)))
            #expect(rejection.sentence.utf8.count < 1500)
        }
        #expect(took < .seconds(1))
    }

    @Test func sentencesStayOnOneShortLine() {
        let rejection = Rejection(
            .unknownType, field: "type", expected: "a\nb", got: String(repeating: "x", count: 1000))
        #expect(rejection.expected == "a b")
        #expect(rejection.got.count == 160)
        let marks = Rejection(.badData, expected: "a text", got: "a" + String(repeating: "\u{301}", count: 1000))
        #expect(marks.got.unicodeScalars.count == 160)
        #expect(rejection.description.hasPrefix("unknownType: Unknown event type in type: expected a b, got xxx"))
    }

    @Test func everyReasonAdvises() {
        #expect(RejectionReason.allCases.allSatisfy { !$0.advice.isEmpty && !$0.fault.isEmpty })
    }
}
