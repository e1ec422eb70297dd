import Foundation

/// Reads members of an event's data, or says what is wrong with one by its path.
struct EventFields {
    private let data: JSON
    private let path: String

    init(_ data: JSON, path: String = "data") {
        self.data = data
        self.path = path
    }

    /// A text that is not empty.
    func text(_ key: String, limit: Int = 200) throws(Rejection) -> String {
        guard let text = try optionalText(key, limit: limit) else { throw wrong(key, "a text") }
        return text
    }

    /// Nil when absent, null or empty; throws for anything but a text within the limit of characters.
    func optionalText(_ key: String, limit: Int = 200) throws(Rejection) -> String? {
        guard let value = data[key: key], !value.isNull else { return nil }
        guard let text = value.stringValue, text.unicodeScalars.count <= limit, !text.contains("\0") else {
            throw wrong(key, "a text of at most \(limit) characters")
        }
        return text.isEmpty ? nil : text
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
        guard let elements = value.arrayValue, elements.count <= limit else {
            throw wrong(key, "a list of at most \(limit)")
        }
        return elements.enumerated().map { EventFields($0.element, path: "\(path).\(key)[\($0.offset)]") }
    }

    /// Whether true; absent counts as wrong.
    func flag(_ key: String) throws(Rejection) -> Bool {
        guard let flag = data[key: key]?.boolValue else { throw wrong(key, "true or false") }
        return flag
    }

    func inner(_ key: String) -> EventFields { EventFields(data[key: key] ?? .null, path: "\(path).\(key)") }

    /// The refusal of a member: what was expected there.
    func wrong(_ key: String, _ expected: String) -> Rejection {
        Rejection(.badData, field: "\(path).\(key)", expected: expected, got: data[key: key]?.summary ?? "nothing")
    }
}
