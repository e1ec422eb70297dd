/// A JSON value that keeps what was written: the order of members, whole numbers apart from fractions.
package enum JSON: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    /// Also whole numbers that `Int64` cannot hold.
    case double(Double)
    case string(String)
    case array([JSON])
    case object(JSONObject)

    /// Arrays and objects within each other; deeper documents are refused, so that reading and writing may recurse.
    package static let depthLimit = 64
}

extension JSON: Equatable {
    /// Texts byte for byte, members of objects in any order; `.int(1)` differs from `.double(1)`.
    package static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.double(let left), .double(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

extension JSON {
    /// Whether it is null; a missing member is `nil`, not null.
    package var isNull: Bool {
        guard case .null = self else { return false }
        return true
    }

    /// True or false; nil for every other kind, as below.
    package var boolValue: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The whole number; `3.0` counts as one, because some writers know only fractions.
    package var intValue: Int64? {
        switch self {
        case .int(let value): value
        case .double(let value): Int64(exactly: value)
        default: nil
        }
    }

    /// The number, rounded to the nearest `Double`.
    package var doubleValue: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The text, which may be empty.
    package var stringValue: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The elements of a list.
    package var arrayValue: [JSON]? {
        guard case .array(let value) = self else { return nil }
        return value
    }

    /// The members of an object.
    package var objectValue: JSONObject? {
        guard case .object(let value) = self else { return nil }
        return value
    }

    /// The member of that name; nil when there is none or this is no object.
    package subscript(key key: String) -> JSON? { objectValue?[key] }

    /// What it is, without what it says: fit for errors about personal data.
    package var summary: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .int, .double: "a number"
        case .string(let text): text.isEmpty ? "an empty text" : "a text of \(text.unicodeScalars.count) characters"
        case .array(let elements): "a list of \(elements.count)"
        case .object(let object): "an object of \(object.count) members"
        }
    }
}
