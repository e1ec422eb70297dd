/// The one who has an incident: a person, or a desk where nobody is named.
package enum Responsible: Sendable, Hashable, CustomStringConvertible {
    case officer(Int64)
    /// The duty desk of an area: whoever sits there.
    case desk(AreaCode)
    case department(String)

    /// As stored and told: `officer:12`, `desk:330604112`, `department:gas`.
    package var description: String {
        switch self {
        case .officer(let id): "officer:\(id)"
        case .desk(let code): "desk:\(code)"
        case .department(let name): "department:\(name)"
        }
    }

    /// Reads what `description` writes.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let value = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "officer": if let id = Int64(value) { self = .officer(id) } else { return nil }
        case "desk": if let code = AreaCode(value) { self = .desk(code) } else { return nil }
        case "department": if value.isEmpty { return nil } else { self = .department(value) }
        default: return nil
        }
    }
}
