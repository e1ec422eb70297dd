/// The fields of a receipt's text, which the specification gives as an example and every carrier writes its own way:
/// `id:… sub:… dlvrd:… submit date:… done date:… stat:… err:… text:…` in any order and case. [SMPP 3.4, appendix B]
struct SMPPReceiptFields: Equatable {
    /// Octets that are looked at; receipts have about a hundred.
    private static let longest = 512

    private(set) var id: String?
    private(set) var state: String?
    private(set) var error: String?
    private(set) var doneAt: String?

    /// A field begins at a name and a colon or equals sign and goes to the next space. What follows `text:` is the
    /// message's own and is no field, except in the texts that put it first.
    init(_ octets: [UInt8]) {
        let text = Self.singleSpaced(octets.prefix(Self.longest))
        var at = 0
        while at < text.count {
            guard let (name, behind) = Self.name(in: text, at: at) else {
                at += 1
                continue
            }
            if name == "text", id != nil { return }
            let (value, end) = Self.value(in: text, at: behind)
            take(name, value)
            at = max(end, at + 1)
        }
    }

    private static func singleSpaced(_ octets: some Sequence<UInt8>) -> [UInt8] {
        octets.reduce(into: []) { text, octet in
            let octet = octet > 0x20 && octet < 0x7F ? octet : 0x20
            if octet != 0x20 || text.last != 0x20 { text.append(octet) }
        }
    }

    private mutating func take(_ name: String, _ value: String) {
        guard !value.isEmpty else { return }
        switch name {
        case "id", "msgid", "messageid", "message_id": id = id ?? value
        case "stat", "status", "state": state = state ?? value
        case "err", "error": error = error ?? value
        case "done date", "done_date", "donedate", "done":
            let digits = value.filter(\.isWholeNumber)
            if digits.count >= 10, digits.count <= 14 { doneAt = doneAt ?? digits }
        default: break
        }
    }

    private static let names = [
        "message_id", "messageid", "msgid", "id", "status", "state", "stat", "error", "err", "done date", "done_date",
        "donedate", "done", "submit date", "submit_date", "submitdate", "submit", "dlvrd", "sub", "text",
    ].map { (name: $0, octets: Array($0.utf8)) }

    /// The name that begins here, at the text's begin or behind what is no letter, and the place behind its colon.
    private static func name(in text: [UInt8], at start: Int) -> (String, Int)? {
        guard start == 0 || !isLetter(text[start - 1]) else { return nil }
        for (name, octets) in names {
            guard start + octets.count < text.count,
                zip(text[start...], octets).allSatisfy({ ($0 | ($1 >= 0x61 ? 0x20 : 0)) == $1 })
            else { continue }
            var at = start + octets.count
            if at < text.count, text[at] == 0x20 { at += 1 }
            if at < text.count, text[at] == UInt8(ascii: ":") || text[at] == UInt8(ascii: "=") { return (name, at + 1) }
        }
        return nil
    }

    /// From here past spaces to the next separator; empty where another field begins.
    private static func value(in text: [UInt8], at start: Int) -> (String, Int) {
        let begin = start < text.count && text[start] == 0x20 ? start + 1 : start
        guard name(in: text, at: begin) == nil else { return ("", begin) }
        let end = text[begin...].firstIndex { $0 == 0x20 || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }
        return (String(decoding: text[begin..<(end ?? text.count)], as: UTF8.self), end ?? text.count)
    }

    private static func isLetter(_ octet: UInt8) -> Bool {
        (0x61...0x7A).contains(octet | 0x20) || octet == UInt8(ascii: "_")
    }
}
