extension SMPPSettings {
    /// What cannot work, a sentence each: fields that are longer than the protocol's, and numbers that leave no way.
    /// [SMPP 3.4, 5.2.1 to 5.2.8]
    package var problems: [String] {
        var problems: [String] = []
        for (name, value, limit) in [
            ("the system id", systemID, 15), ("the password", password, 8), ("the system type", systemType, 12),
            ("the service type", serviceType, 5), ("the source address", source.number, 20),
        ] where value.utf8.count > limit || !value.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) {
            problems.append("\(name) has at most \(limit) characters, all of them ASCII")
        }
        if systemID.isEmpty { problems.append("the system id is missing") }
        if !(1...65_535).contains(port) { problems.append("the port is 1 to 65535, not \(port)") }
        if connections < 1 || window < 1 { problems.append("at least one connection, and one submit on it") }
        if let rate = segmentsPerSecond, !(rate > 0) { problems.append("more than 0 segments a second") }
        for (name, duration) in [
            ("responseTimeout", responseTimeout), ("enquireLink", enquireLink), ("patience", patience),
            ("connectTimeout", connectTimeout), ("reconnect", reconnect.lowerBound),
        ] where duration <= .zero {
            problems.append("\(name) is longer than nothing")
        }
        return problems
    }
}
