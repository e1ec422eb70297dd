import Foundation
import TestSupport

@testable import Events

extension Seeded {
    /// Texts with what tends to break writers: quotes, control characters, Chinese, characters beyond 16 bits.
    mutating func text(upTo length: Int = 12) -> String {
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...length, using: &self) { scalars.append(scalar()) }
        return String(scalars)
    }

    private mutating func scalar() -> Unicode.Scalar {
        let ranges: [ClosedRange<UInt32>] = [0...0x7F, 0x20...0x22, 0x5B...0x5D, 0x4E00...0x9FA5, 0xE000...0x10FFFF]
        let value = UInt32.random(in: pick(ranges, or: 0...0), using: &self)
        return Unicode.Scalar(value) ?? " "
    }

    mutating func json(depth: Int = 4) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &self) {
        case 0: return .null
        case 1: return .bool(oneIn(2))
        case 2: return .int(Int64(bitPattern: next() >> UInt64.random(in: 0...63, using: &self)))
        case 3: return .double(double())
        case 4, 5: return .string(text())
        case 6: return .array((0..<Int.random(in: 0...5, using: &self)).map { _ in json(depth: depth - 1) })
        default: return .object(object(depth: depth - 1))
        }
    }

    private mutating func object(depth: Int) -> JSONObject {
        var object = JSONObject()
        let most = oneIn(20) ? 40 : 6
        for _ in 0..<Int.random(in: 0...most, using: &self) { object[text()] = .some(json(depth: depth)) }
        return object
    }

    private mutating func double() -> Double {
        let any = Double(bitPattern: next())
        return any.isFinite ? any : 0.1
    }

    mutating func instant() -> Date {
        let milliseconds = Int64.random(in: -63_113_904_000_000...252_423_993_599_999, using: &self)
        let whole = oneIn(2) ? milliseconds / 1000 * 1000 : milliseconds
        return Date(timeIntervalSinceReferenceDate: Double(whole) / 1000)
    }

    private mutating func attribute() -> String {
        let plain = text().unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
        return "a" + String(String.UnicodeScalarView(plain))
    }

    mutating func event() -> CloudEvent {
        var extensions: [String: String] = [:]
        for name in ["traceparent", "tracestate", "correlationid", "expirytime", "recordedtime", "x9"] where oneIn(3) {
            extensions[name] = text()
        }
        return CloudEvent(
            id: attribute(), source: attribute(), type: attribute(),
            subject: oneIn(2) ? attribute() : nil, time: oneIn(4) ? nil : instant(),
            dataSchema: oneIn(2) ? attribute() : nil,
            dataContentType: oneIn(4) ? "application/vnd.lianhu+json" : "application/json",
            extensions: extensions, data: json())
    }
}

/// Of about the size and shape of what a grid officer's app sends.
let sampleEvent = """
    {"specversion":"1.0","id":"app-000117","source":"urn:example:grid-app","type":"incident.reported",\
    "subject":"NY-117","time":"2026-03-02T07:00:00.123+08:00","datacontenttype":"application/json",\
    "dataschema":"urn:lianhu:incident.reported:1","traceparent":"00-4bf92f3577b34da6-01",\
    "data":{"text":"村道旁堆放杂物，已劝阻。","category":"environment","severity":"normal",\
    "place":{"area":"330604112221002","longitude":120.87,"latitude":30.03},"reporter":null,\
    "attachments":[],"count":-3,"escaped":"\\u4e09\\ud83d\\ude00\\n"}}
    """

func structured(_ text: String, contentType: String = "application/cloudevents+json") -> EventMessage {
    EventMessage(contentType: contentType, routingKey: "incident.reported", body: Array(text.utf8))
}
