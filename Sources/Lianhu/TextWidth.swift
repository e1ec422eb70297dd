extension Character {
    /// Columns on a terminal: 2 for the wide characters of East Asia and emoji [UAX 11], 0 for what only combines.
    var columns: Int {
        guard let first = unicodeScalars.first else { return 0 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return Self.wide.contains { $0.contains(first.value) } ? 2 : 1
        }
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
        0x20000...0x3FFFD,
    ]
}

extension String {
    /// Columns on a terminal.
    var columns: Int { reduce(0) { $0 + $1.columns } }

    /// One line that cannot steer the terminal: people and other systems wrote this.
    var plain: String {
        String(
            unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
    }

    /// At most so many columns, with an ellipsis where it was cut.
    func cut(to width: Int) -> String {
        guard columns > width else { return self }
        var (kept, used) = ("", 0)
        for character in self {
            if used + character.columns > width - 1 { break }
            kept.append(character)
            used += character.columns
        }
        return kept + "…"
    }

    /// Lines of at most so many columns, broken at blanks where there are any near the end; at least one.
    func wrapped(to width: Int) -> [String] {
        var (lines, line, used) = ([String](), "", 0)
        for character in self {
            if used + character.columns > width {
                let rest = character == " " ? "" : line.tailAfterBlank(within: width / 2)
                lines.append(String(line.dropLast(rest.count)).trimmingEnd)
                (line, used) = (rest, rest.columns)
            }
            if line.isEmpty, character == " ", !lines.isEmpty { continue }
            line.append(character)
            used += character.columns
        }
        return lines + (line.isEmpty && !lines.isEmpty ? [] : [line])
    }

    /// What stands behind the last blank, if that is short enough to be taken to the next line.
    private func tailAfterBlank(within limit: Int) -> String {
        guard let blank = lastIndex(of: " ") else { return "" }
        let tail = String(self[index(after: blank)...])
        return tail.columns <= limit ? tail : ""
    }

    private var trimmingEnd: String { String(reversed().drop { $0 == " " }.reversed()) }

    /// Filled with spaces to so many columns.
    func padded(to width: Int, right: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - columns))
        return right ? space + self : self + space
    }
}
