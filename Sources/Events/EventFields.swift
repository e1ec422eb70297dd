import Foundation

/// Reads members of an event's data, or says what is wrong with one by its path.
struct EventFields {
    let data: JSON
    /// Where it stands: `data.audience`.
    let path: String

    init(_ data: JSON, path: String = "data") {
        self.data = data
        self.path = path
    }

    /// The same for what must be an object.
    init(object data: JSON?, path: String = "data") throws(Rejection) {
        guard let data, data.objectValue != nil else { throw Self.wrong(path, "an object", data) }
        self.init(data, path: path)
    }

    /// A text that is not empty.
    func text(_ key: String, limit: Int = 200) throws(Rejection) -> String {
        guard let text = try optionalText(key, limit: limit) else { throw wrong(key, "a text") }
        return text
    }

    /// Nil when absent, null or empty; throws for anything but a text within the limit of Unicode scalars.
    func optionalText(_ key: String, limit: Int = 200) throws(Rejection) -> String? {
        guard let value = data[key: key], !value.isNull else { return nil }
        return try Self.text(value, at: place(key), limit: limit)
    }

    /// A word of an enumeration; nil when absent.
    func optionalWord<Word: RawRepresentable & CaseIterable>(
        _ key: String
    ) throws(Rejection) -> Word? where Word.RawValue == String {
        guard let text = try optionalText(key) else { return nil }
        if let word = Word(rawValue: text) { return word }
        throw wrong(key, "one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
    }

    func word<Word: RawRepresentable & CaseIterable>(
        _ key: String
    ) throws(Rejection) -> Word where Word.RawValue == String {
        guard let word: Word = try optionalWord(key) else { throw wrong(key, "a word") }
        return word
    }

    /// A whole number within bounds.
    func whole(_ key: String, _ range: ClosedRange<Int>) throws(Rejection) -> Int {
        guard let number = data[key: key]?.intValue, range.contains(Int(number)) else {
            throw wrong(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return Int(number)
    }

    func time(_ key: String) throws(Rejection) -> Date {
        guard let time = try optionalTime(key) else { throw wrong(key, "an RFC 3339 time with offset") }
        return time
    }

    /// Nil when absent; throws for what is no RFC 3339 time with offset.
    func optionalTime(_ key: String) throws(Rejection) -> Date? {
        guard let text = try optionalText(key) else { return nil }
        guard let time = RFC3339.date(text) else { throw wrong(key, "an RFC 3339 time with offset") }
        return time
    }

    /// The elements as readers of their own; none when absent.
    func list(_ key: String, limit: Int) throws(Rejection) -> [EventFields] {
        guard let value = data[key: key], !value.isNull else { return [] }
        return try Self.elements(value, at: place(key), limit: limit)
    }

    /// Whether true; absent counts as wrong.
    func flag(_ key: String) throws(Rejection) -> Bool {
        guard let flag = data[key: key]?.boolValue else { throw wrong(key, "true or false") }
        return flag
    }

    /// Where a member stands.
    func place(_ key: String) -> String { "\(path).\(key)" }

    func inner(_ key: String) -> EventFields { EventFields(data[key: key] ?? .null, path: "\(path).\(key)") }

    /// The refusal of a member: what was expected there.
    func wrong(_ key: String, _ expected: String) -> Rejection { Self.wrong(place(key), expected, data[key: key]) }

    /// The refusal of what stands at a place, told by its kind and length alone.
    static func wrong(_ place: String, _ expected: String, _ json: JSON?) -> Rejection {
        Rejection(.badData, field: place, expected: expected, got: json?.summary ?? "nothing")
    }

    /// A text; nil if it is empty. The database's text has no place for U+0000.
    static func text(_ json: JSON, at place: String, limit: Int = 200) throws(Rejection) -> String? {
        guard let text = json.stringValue, text.unicodeScalars.count <= limit, !text.utf8.contains(0) else {
            throw wrong(place, "a text of at most \(limit) characters", json)
        }
        return text.isEmpty ? nil : text
    }

    /// The elements with their places.
    static func elements(_ json: JSON, at place: String, limit: Int) throws(Rejection) -> [EventFields] {
        guard let elements = json.arrayValue, elements.count <= limit else {
            throw wrong(place, "a list of at most \(limit)", json)
        }
        return elements.enumerated().map { EventFields($0.element, path: "\(place)[\($0.offset)]") }
    }
}
