import Domain

extension IncidentEntry {
    /// What it changed, then what was said, in one line.
    var details: String {
        var parts: [String] = []
        if let responsible { parts.append("→ \(responsible)") }
        if let rule { parts.append("by \(rule.rawValue)") }
        if let rung { parts.append("rung \(rung)") }
        if let severity { parts.append(severity.rawValue) }
        if let score { parts.append("mark \(score)") }
        if !told.isEmpty { parts.append("told officers \(told.map(String.init).joined(separator: ", "))") }
        return (parts + (text.isEmpty ? [] : [text.maskingNumbers])).joined(separator: ", ")
    }
}
