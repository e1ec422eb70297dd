import AMQP
import Events
import Foundation
import Postgres

/// A message's properties as JSON and back, so that a dead letter can be published again as it was.
///
/// Texts, whole numbers and truth values of headers stand as they are; what JSON has no form for stands in an object
/// with one member that names its kind.
enum StoredProperties {
    /// Deeper header tables are left out: nobody's event needs them, and JSON is read back only so deep.
    private static var deepest: Int { 20 }

    static func json(_ properties: AMQPProperties) -> JSONText {
        var object = JSONObject()
        for (key, path) in texts {
            object[key] = properties[keyPath: path].map { .string(storable($0)) }
        }
        object["timestamp"] = properties.timestamp.map { .int(Int64(clamping: $0)) }
        if !properties.headers.isEmpty { object["headers"] = table(properties.headers, depth: 0) }
        return JSONText(JSON.object(object).bytes)
    }

    static func properties(_ text: JSONText) throws(JSONError) -> AMQPProperties {
        let json = try JSON.parse(Array(text.text.utf8))
        var properties = AMQPProperties()
        for (key, path) in texts { properties[keyPath: path] = json[key: key]?.stringValue }
        properties.timestamp = json[key: "timestamp"]?.intValue.map { UInt64(clamping: $0) }
        for member in json[key: "headers"]?.objectValue ?? JSONObject() {
            properties.headers[member.key] = value(member.value)
        }
        return properties
    }

    private static var texts: [(String, WritableKeyPath<AMQPProperties, String?>)] {
        [
            ("contentType", \.contentType), ("contentEncoding", \.contentEncoding), ("messageID", \.messageID),
            ("correlationID", \.correlationID), ("replyTo", \.replyTo), ("type", \.type), ("appID", \.appID),
            ("userID", \.userID), ("expiration", \.expiration),
        ]
    }

    private static func table(_ table: [String: AMQPValue], depth: Int) -> JSON {
        var object = JSONObject()
        for (key, value) in table.sorted(by: { $0.key < $1.key }) { object[storable(key)] = json(value, depth: depth) }
        return .object(object)
    }

    private static func json(_ value: AMQPValue, depth: Int) -> JSON {
        switch value {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .string(let text) where !text.utf8.contains(0): .string(text)
        case .string(let text): ["bytes": .string(Data(text.utf8).base64EncodedString())]
        case .double(let value): ["double": .string(String(value))]
        case .bytes(let bytes): ["bytes": .string(Data(bytes).base64EncodedString())]
        case .timestamp(let seconds): ["timestamp": .int(Int64(clamping: seconds))]
        case .table(let inner): depth < deepest ? ["table": table(inner, depth: depth + 1)] : .null
        case .array(let inner): depth < deepest ? ["array": .array(inner.map { json($0, depth: depth + 1) })] : .null
        }
    }

    private static func value(_ json: JSON) -> AMQPValue {
        switch json {
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .string(let text): return .string(text)
        case .object(let object):
            guard let member = object.first(where: { _ in true }) else { return .null }
            return value(member.key, member.value)
        case .null, .double, .array: return .null
        }
    }

    private static func value(_ kind: String, _ json: JSON) -> AMQPValue {
        switch kind {
        case "bytes": .bytes([UInt8](Data(base64Encoded: json.stringValue ?? "") ?? Data()))
        case "double": json.stringValue.flatMap(Double.init).map(AMQPValue.double) ?? .null
        case "timestamp": .timestamp(UInt64(clamping: json.intValue ?? 0))
        case "array": .array((json.arrayValue ?? []).map(value))
        case "table":
            .table(Dictionary((json.objectValue ?? JSONObject()).map { ($0.key, value($0.value)) }) { _, last in last })
        default: .null
        }
    }

    /// Postgres cannot hold U+0000 in a text, nor in JSON.
    static func storable(_ text: String) -> String {
        text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
    }
}
