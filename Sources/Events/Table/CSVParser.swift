/// Reads comma-separated records (RFC 4180) from UTF-8 that comes in pieces of any size. Lines end in LF or CRLF;
/// empty lines are passed over; a quotation mark within an unquoted field is text.
///
/// A record that breaks the rules is given with its fault, and reading goes on at the next line.
package struct CSVParser {
    /// Bytes of one field: a quotation mark that nobody closed would swallow the rest of the file.
    package static let fieldLimit = 65_536
    /// Fields of one record.
    package static let fieldCount = 256

    private enum State { case start, plain, quoted, closed, skipping }

    private static let (quote, comma, newline, carriageReturn) = (
        UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")
    )

    private var state = State.start
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var fault: String?
    private var line = 1
    private var firstLine = 1

    package init() {}

    /// Gives the records that end within `bytes`.
    package mutating func read(_ bytes: [UInt8]) -> [CSVRecord] {
        var records: [CSVRecord] = []
        var place = 0
        while place < bytes.count {
            let end = textEnd(bytes, from: place)
            if end > place { keep(bytes[place..<end]) }
            guard end < bytes.count else { break }
            step(bytes[end])
            place = end + 1
            guard bytes[end] == Self.newline else { continue }
            line += 1
            if state != .quoted, let record = endRecord() { records.append(record) }
        }
        return records
    }

    /// Where the bytes end that are nothing but text, or passed over, in this state: fields are kept in runs.
    private func textEnd(_ bytes: [UInt8], from start: Int) -> Int {
        let other: UInt8
        switch state {
        case .plain: other = Self.comma
        case .quoted: other = Self.quote
        case .skipping: other = Self.newline
        case .start, .closed: return start
        }
        var end = start
        while end < bytes.count, bytes[end] != Self.newline, bytes[end] != other { end += 1 }
        return end
    }

    /// The last record, where the file does not end in a newline.
    package mutating func finish() -> CSVRecord? {
        if state == .quoted { fail("a quotation mark that is opened here is never closed") }
        return endRecord()
    }

    private mutating func step(_ byte: UInt8) {
        switch state {
        case .start, .plain: unquoted(byte)
        case .quoted: if byte == Self.quote { state = .closed } else { keep([byte]) }
        case .closed: afterQuote(byte)
        case .skipping: break
        }
    }

    private mutating func unquoted(_ byte: UInt8) {
        switch byte {
        case Self.quote where state == .start: state = .quoted
        case Self.comma: endField()
        case Self.newline: break
        default:
            state = .plain
            keep([byte])
        }
    }

    /// Two quotation marks are one in the text.
    private mutating func afterQuote(_ byte: UInt8) {
        switch byte {
        case Self.quote:
            state = .quoted
            keep([byte])
        case Self.comma: endField()
        case Self.newline, Self.carriageReturn: break
        default: fail("text after a closing quotation mark: double the marks within a text")
        }
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        guard state != .skipping else { return }
        field.append(contentsOf: bytes.prefix(Self.fieldLimit - field.count))
        if field.count == Self.fieldLimit {
            fail("a field of \(Self.fieldLimit) bytes or more: is a quotation mark missing?")
        }
    }

    private mutating func fail(_ reason: String) {
        fault = fault ?? reason
        state = .skipping
    }

    private mutating func endField() {
        fields.append(String(decoding: field, as: UTF8.self))
        field.removeAll(keepingCapacity: true)
        state = .start
        if fields.count >= Self.fieldCount { fail("more than \(Self.fieldCount) columns") }
    }

    private mutating func endRecord() -> CSVRecord? {
        defer {
            fields = []
            field.removeAll(keepingCapacity: true)
            (state, fault, firstLine) = (.start, nil, line)
        }
        if state == .plain, field.last == Self.carriageReturn { field.removeLast() }
        if fault == nil, fields.isEmpty, field.isEmpty, state != .closed { return nil }
        fields.append(String(decoding: field, as: UTF8.self))
        return CSVRecord(line: firstLine, fields: fields, fault: fault)
    }
}
