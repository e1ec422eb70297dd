extension String {
    /// What people wrote, without what can be called or looked up: telephone and identity numbers keep their ends, as
    /// single phones do elsewhere. An incident's number, a day or an amount stays.
    var maskingNumbers: String {
        var (result, groups) = ("", NumberGroups())
        for character in self where !groups.take(character) {
            result += groups.finish()
            if !groups.take(character) { result.append(character) }
        }
        return result + groups.finish()
    }
}

/// Groups of digits with single blanks or dashes between them: a number as people write it, or several.
private struct NumberGroups {
    /// Digits, and what stood behind them.
    private var groups: [(digits: String, behind: String)] = []

    /// Whether the character belongs to the groups so far.
    mutating func take(_ character: Character) -> Bool {
        if character.isDialled {
            if groups.last?.behind.isEmpty != false, let last = groups.indices.last {
                groups[last].digits.append(character)
            } else {
                groups.append((String(character), ""))
            }
            return true
        }
        guard "- ".contains(character), let last = groups.indices.last, groups[last].behind.isEmpty else {
            return false
        }
        groups[last].behind.append(character)
        return true
    }

    /// The text of the groups, personal numbers masked; then there are none.
    mutating func finish() -> String {
        defer { groups = [] }
        var (text, at) = ("", 0)
        while at < groups.count {
            if isIncident(at) {
                text += groups[at].digits + groups[at].behind + groups[at + 1].digits + groups[at + 1].behind
                at += 2
                continue
            }
            let count = (1...4).first { at + $0 <= groups.count && digits(at, $0).isPersonal }
            let taken = digits(at, count ?? 1)
            text += count == nil ? taken : "\(taken.prefix(3))****\(taken.suffix(4))"
            at += count ?? 1
            text += groups[at - 1].behind
        }
        return text
    }

    /// `20260302-117`: a day and an id.
    private func isIncident(_ at: Int) -> Bool {
        at + 1 < groups.count && groups[at].behind == "-" && groups[at].digits.count == 8
            && groups[at].digits.hasPrefix("20")
    }

    private func digits(_ first: Int, _ count: Int) -> String { groups[first..<first + count].map(\.digits).joined() }
}

extension String {
    /// A mobile number, with or without the country's code; a landline with its area's; an identity number, whose last
    /// place may be a letter.
    fileprivate var isPersonal: Bool {
        let plain = map { String($0.wholeNumberValue ?? 0) }.joined()
        switch plain.count {
        case 10...12 where plain.first == "0": return true
        case 11: return plain.first == "1"
        case 13: return plain.hasPrefix("861")
        case 15, 17, 18: return true
        default: return false
        }
    }
}

extension Character {
    /// A digit, also a full-width one; 一 is none.
    fileprivate var isDialled: Bool {
        unicodeScalars.count == 1
            && unicodeScalars.allSatisfy { (0x30...0x39).contains($0.value) || (0xFF10...0xFF19).contains($0.value) }
    }
}
