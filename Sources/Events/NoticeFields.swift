import Foundation

/// Reads members of a notice's data, naming the place of what is wrong with them.
struct NoticeFields {
    let object: JSONObject
    /// Where the object stands: `data.audience`.
    let path: String

    init(_ json: JSON?, at path: String) throws(Rejection) {
        guard let object = json?.objectValue else { throw Self.wrong(path, "an object", json) }
        self.object = object
        self.path = path
    }

    func required(_ name: String, upTo limit: Int = 200) throws(Rejection) -> String {
        guard let text = try optional(name, upTo: limit) else {
            throw Self.wrong(place(name), "a text", object[name])
        }
        return text
    }

    /// Absent and null are nil.
    func optional(_ name: String, upTo limit: Int = 200) throws(Rejection) -> String? {
        guard let json = object[name], !json.isNull else { return nil }
        return try Self.text(json, at: place(name), upTo: limit)
    }

    func time(_ name: String) throws(Rejection) -> Date? {
        guard let text = try optional(name) else { return nil }
        guard let date = RFC3339.date(text) else {
            throw Rejection(.badTime, field: place(name), expected: "an RFC 3339 time with offset", got: text.shape)
        }
        return date
    }

    /// One of the words of an enumeration.
    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Word.Type
    ) throws(Rejection) -> Word? where Word.RawValue == String {
        guard let text = try optional(name) else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw Rejection(.badData, field: place(name), expected: "one of \(words)", got: text.shape)
        }
        return word
    }

    /// Absent is empty.
    func list(_ name: String, upTo limit: Int) throws(Rejection) -> [JSON] {
        guard let json = object[name], !json.isNull else { return [] }
        return try Self.list(json, at: place(name), upTo: limit)
    }

    func place(_ name: String) -> String { "\(path).\(name)" }

    static func list(_ json: JSON, at place: String, upTo limit: Int) throws(Rejection) -> [JSON] {
        guard let list = json.arrayValue, list.count <= limit else {
            throw wrong(place, "a list of at most \(limit)", json)
        }
        return list
    }

    /// The database's text has no place for U+0000.
    static func text(_ json: JSON, at place: String, upTo limit: Int = 200) throws(Rejection) -> String {
        let fits = "a text of 1 to \(limit) characters without U+0000"
        guard let text = json.stringValue, !text.isEmpty, text.unicodeScalars.count <= limit,
            !text.utf8.contains(0)
        else { throw wrong(place, fits, json) }
        return text
    }

    static func wrong(_ place: String, _ expected: String, _ json: JSON?) -> Rejection {
        Rejection(.badData, field: place, expected: expected, got: json?.summary ?? "nothing")
    }
}
