import Events
import Foundation
import Testing

@Suite struct CloudEventTests {
    private let binary = EventMessage(
        contentType: "application/json",
        headers: [
            "cloudEvents_specversion": "1.0", "cloudEvents:id": "1", "cloudEvents_source": "urn:example:app",
            "cloudEvents_type": "incident.reported", "cloudEvents_time": "2026-03-02T07:00:00+08:00",
            "cloudEvents_correlationid": "c-1", "cloudEvents_priority": "3", "x-other": "not ours",
        ],
        routingKey: "incident.reported", body: Array(#"{"text":"x"}"#.utf8))

    @Test func readsStructuredMode() throws {
        let event = try CloudEvent.decode(structured(sampleEvent))
        #expect(event.id == "app-000117")
        #expect(event.source == "urn:example:grid-app")
        #expect(event.type == "incident.reported")
        #expect(event.subject == "NY-117")
        #expect(event.time == RFC3339.date("2026-03-01T23:00:00.123Z"))
        #expect(event.dataSchema == "urn:lianhu:incident.reported:1")
        #expect(event.dataContentType == "application/json")
        #expect(event.traceParent == "00-4bf92f3577b34da6-01")
        #expect(event.extensions.count == 1)
        #expect(event.data[key: "place"]?[key: "area"] == "330604112221002")
    }

    @Test(arguments: [
        "APPLICATION/CloudEvents+JSON", "application/cloudevents", "application/cloudevents+json; charset=UTF-8",
        "application/cloudevents+json;charset=\"utf-8\";profile=x",
        " application/cloudevents+json ; a=b ; Charset=utf8",
    ])
    func structuredModeIsKnownByItsContentType(contentType: String) throws {
        #expect(try CloudEvent.decode(structured(sampleEvent, contentType: contentType)).id == "app-000117")
    }

    @Test func readsBinaryModeInBothSpellings() throws {
        let event = try CloudEvent.decode(binary)
        #expect(event.id == "1")
        #expect(event.time == RFC3339.date("2026-03-01T23:00:00Z"))
        #expect(event.extensions == ["correlationid": "c-1", "priority": "3"])
        #expect(event.data == ["text": "x"])
        #expect(event.subject == nil)
    }

    @Test func anAbsentTimeIsNil() throws {
        var message = binary
        message.headers["cloudEvents_time"] = nil
        #expect(try CloudEvent.decode(message).time == nil)
    }

    @Test func anAbsentContentTypeMeansJSON() throws {
        var message = binary
        message.contentType = nil
        #expect(try CloudEvent.decode(message).dataContentType == "application/json")
        message.body = []
        #expect(try CloudEvent.decode(message).data.isNull)
    }

    @Test func attributesOfOtherTypesStandAsText() throws {
        let event = try CloudEvent.decode(
            structured(#"{"specversion":"1.0","id":17,"source":"s","type":"t","urgent":true,"n":4,"gone":null}"#))
        #expect(event.id == "17")
        #expect(event.extensions == ["urgent": "true", "n": "4"])
        #expect(event.data.isNull)
    }

    @Test func namesAreReadInAnyCaseAndEmptyOptionsAreAbsent() throws {
        let event = try CloudEvent.decode(
            structured(#"{"specversion":"1.0","ID":"1","source":"s","type":"t","subject":"","correlationId":"c"}"#))
        #expect(event.id == "1")
        #expect(event.subject == nil)
        #expect(event.correlationID == "c")
    }

    @Test func readsBase64() throws {
        let data = Data(#"{"text":"三"}"#.utf8).base64EncodedString()
        let event = try CloudEvent.decode(
            structured(#"{"specversion":"1.0","id":"1","source":"s","type":"t","data_base64":"\#(data)"}"#))
        #expect(event.data == ["text": "三"])
    }

    @Test func aByteOrderMarkIsDropped() throws {
        var message = structured(sampleEvent)
        message.body = [0xEF, 0xBB, 0xBF] + message.body
        #expect(try CloudEvent.decode(message).id == "app-000117")
    }

    @Test(arguments: ["GB18030", "gbk", "GB2312"])
    func readsGB18030(charset: String) throws {
        // 火警 in GB18030.
        let text: [UInt8] = [0xBB, 0xF0, 0xBE, 0xAF]
        var message = binary
        message.contentType = "application/json; charset=\(charset)"
        message.body = Array(#"{"text":""#.utf8) + text + Array(#""}"#.utf8)
        let event = try CloudEvent.decode(message)
        #expect(event.data == ["text": "火警"])
        #expect(event.dataContentType == "application/json")
    }

    @Test func gb18030ReachesAllOfUnicode() throws {
        // A byte-order mark, 𠮷 in four bytes and é in two.
        let bytes: [UInt8] = [0x84, 0x31, 0x95, 0x33, 0x95, 0x34, 0xB2, 0x35, 0xA8, 0xA6]
        let text = try TextEncoding.gb18030.utf8(from: bytes)
        #expect(String(decoding: text, as: UTF8.self) == "\u{20BB7}é")
    }

    @Test func expiryAndRecordingTimesAreRead() {
        let event = CloudEvent(
            id: "1", source: "s", type: "t",
            extensions: ["expirytime": "2026-03-02T00:00:00Z", "recordedtime": "yesterday"])
        #expect(event.expiryTime == RFC3339.date("2026-03-02T00:00:00Z"))
        #expect(event.recordedTime == nil)
    }

    @Test func writesTheContractsForms() throws {
        let event = try CloudEvent.decode(binary)
        let whole = event.encoded()
        #expect(whole.contentType == "application/cloudevents+json; charset=UTF-8")
        #expect(whole.routingKey == "incident.reported")
        #expect(
            String(decoding: whole.body, as: UTF8.self)
                == #"{"specversion":"1.0","id":"1","source":"urn:example:app","type":"incident.reported","#
                + #""time":"2026-03-01T23:00:00Z","datacontenttype":"application/json","#
                + #""correlationid":"c-1","priority":"3","data":{"text":"x"}}"#)
        let parts = event.binaryEncoded(routingKey: "urgent.incident.reported")
        #expect(parts.headers["cloudEvents_id"] == "1")
        #expect(parts.contentType == "application/json")
        #expect(parts.routingKey == "urgent.incident.reported")
    }

    @Test func extensionsCannotTakeAnAttributesPlace() throws {
        let event = CloudEvent(id: "1", source: "s", type: "t", extensions: ["id": "2", "data": "3"])
        #expect(try CloudEvent.decode(event.encoded()).id == "1")
        #expect(try CloudEvent.decode(event.binaryEncoded()).id == "1")
    }
}
