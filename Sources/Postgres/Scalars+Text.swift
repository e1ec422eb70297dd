extension String: PostgresScalar {
    package static var postgresType: PostgresType { .text }
    package static var postgresArrayType: PostgresType { .textArray }

    package func encode(into bytes: inout [UInt8]) throws(PostgresError) {
        bytes.append(contentsOf: utf8)
    }

    package static func decode(_ cell: PostgresCell) throws(PostgresError) -> String {
        switch cell.type {
        case .text, .varchar, .bpchar, .name, .char, .json, .xml, .unknown: try cell.string()
        case .jsonb: try cell.jsonbString()
        default:
            if cell.type.isUserDefined { try cell.string() } else { throw cell.mismatch("text") }
        }
    }
}

/// A JSON document as text, bound and read as `jsonb`. The server checks it.
package struct JSONText: PostgresScalar, Hashable {
    /// The document.
    package let text: String

    /// The document as text.
    package init(_ text: String) {
        self.text = text
    }

    /// The document as UTF-8; bytes that are none become U+FFFD.
    package init(_ bytes: [UInt8]) {
        text = String(decoding: bytes, as: UTF8.self)
    }

    package static var postgresType: PostgresType { .jsonb }
    package static var postgresArrayType: PostgresType { .jsonbArray }

    /// jsonb's binary form is a version, always 1, and the text.
    package func encode(into bytes: inout [UInt8]) throws(PostgresError) {
        bytes.append(1)
        bytes.append(contentsOf: text.utf8)
    }

    /// Reads the binary format; throws what the cell does not fit.
    package static func decode(_ cell: PostgresCell) throws(PostgresError) -> JSONText {
        switch cell.type {
        case .jsonb: JSONText(try cell.jsonbString())
        case .json: JSONText(try cell.string())
        default: throw cell.mismatch("jsonb")
        }
    }
}

extension PostgresCell {
    fileprivate func jsonbString() throws(PostgresError) -> String {
        guard try integer(at: 0) as UInt8 == 1 else { throw mismatch("jsonb of version 1") }
        return try string(from: 1)
    }
}
