import ArgumentParser
import Domain
import Fleet

/// Words of a fixed list, as people type them.
enum ListWords {
    /// All of a list, as help names them.
    static func all<Word: RawRepresentable & CaseIterable>(_ words: Word.Type) -> String
    where Word.RawValue == String { words.allCases.map(\.rawValue).joined(separator: ", ") }

    /// Reads words, several in one text with commas between them. An unknown one is refused with the nearest.
    /// - Parameter also: another name of a word.
    static func read<Word: RawRepresentable & CaseIterable>(
        _ texts: [String], option: String, also: (Word) -> String = { $0.rawValue }
    ) throws -> [Word] where Word.RawValue == String {
        try texts.flatMap { $0.split(separator: ",") }.map { text in
            let text = text.trimmingPrefix(while: \.isWhitespace)
            let found = Word.allCases.first { $0.rawValue.lowercased() == text.lowercased() || also($0) == text }
            guard let found else { throw unknown(String(text), option, Word.allCases.map(\.rawValue)) }
            return found
        }
    }

    /// `officer:12`, `desk:330604112` or `department:gas`.
    static func responsible(_ text: String) throws -> Responsible {
        if let responsible = Responsible(text) { return responsible }
        let kinds = ["officer", "desk", "department"]
        let kind = String(text.prefix { $0 != ":" })
        guard kinds.contains(kind) else { throw unknown(kind, "--responsible", kinds) }
        throw ValidationError("--responsible takes officer:ID, desk:AREA or department:NAME, not “\(text.plain)”")
    }

    private static func unknown(_ text: String, _ option: String, _ known: [String]) -> ValidationError {
        let near = nearestName(to: text, among: known).map { "; did you mean \($0)?" } ?? ""
        return ValidationError(
            "\(option) knows no “\(text.plain)”\(near.isEmpty ? "." : near) There are \(known.joined(separator: ", "))")
    }
}
