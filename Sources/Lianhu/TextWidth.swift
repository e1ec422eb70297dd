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

    /// Filled with spaces to so many columns.
    func padded(to width: Int, right: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - columns))
        return right ? space + self : self + space
    }
}
