/// Which carriers may take a text, the first choice first. Rules are tried in order; the first that fits counts.
///
/// As a setting: `prefix=+852:hk; priority=emergency purpose=callHouseholds:main,spare; *:spare,main`.
package struct GatewayRouting: Sendable, Equatable {
    /// Everything that is given must hold.
    struct Rule: Sendable, Equatable {
        var prefix: String?
        var purpose: String?
        var priority: NoticePriority?
        var gateways: [String] = []

        func fits(_ phone: String, _ purpose: String, _ priority: NoticePriority) -> Bool {
            (prefix.map(phone.hasPrefix) ?? true) && (self.purpose.map { $0 == purpose } ?? true)
                && (self.priority.map { $0 == priority } ?? true)
        }
    }

    let rules: [Rule]

    /// Every text to these carriers, the first choice first.
    package init(to gateways: [String]) { rules = [Rule(gateways: gateways)] }

    /// Nil if it cannot be read, names a carrier that is not there, or leaves some texts without any.
    package init?(_ text: String, gateways known: [String]) {
        var rules: [Rule] = []
        for part in text.split(separator: ";") where !part.allSatisfy(\.isWhitespace) {
            guard let rule = Self.rule(part), Set(rule.gateways).isSubset(of: known) else { return nil }
            rules.append(rule)
        }
        guard let last = rules.last, last == Rule(gateways: last.gateways) else { return nil }
        self.rules = rules
    }

    /// The carriers for texts that no particular rule is for.
    package var usual: [String] { rules.last?.gateways ?? [] }

    /// The carriers for one text.
    package func gateways(phone: String, purpose: String, priority: NoticePriority) -> [String] {
        rules.first { $0.fits(phone, purpose, priority) }?.gateways ?? []
    }

    private static func rule(_ text: Substring) -> Rule? {
        let halves = text.split(separator: ":", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return nil }
        var rule = Rule()
        rule.gateways = halves[1].split(whereSeparator: { $0 == "," || $0.isWhitespace }).map(String.init)
        for condition in halves[0].split(whereSeparator: \.isWhitespace) where condition != "*" {
            let sides = condition.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard sides.count == 2, !sides[1].isEmpty, add(sides[0], sides[1], to: &rule) else { return nil }
        }
        return rule.gateways.isEmpty ? nil : rule
    }

    private static func add(_ key: String, _ value: String, to rule: inout Rule) -> Bool {
        switch key {
        case "prefix": rule.prefix = value
        case "purpose": rule.purpose = value
        case "priority":
            guard let priority = NoticePriority(rawValue: value) else { return false }
            rule.priority = priority
        default: return false
        }
        return true
    }
}
