/// How an upstream system's own field names and words become ours, for as long as it cannot send ours. [contracts.md,
/// Sources: a temporary field mapping]
///
/// As JSON, by the names of our fields:
/// `{"text": {"from": ["Complaint Type", "Descriptor"]}, "category": {"from": "Complaint Type", "values": {"HEATING":
/// "service"}, "otherwise": "other"}, "place.area": {"from": "Board"}, "severity": {"value": "normal"}}`.
package struct FieldMap: Sendable, Equatable {
    /// What is wrong with a map, and where.
    package struct Fault: Error, Sendable, Equatable, CustomStringConvertible {
        /// One line, whatever the map's own names hold.
        package let description: String

        init(description: String) { self.description = description.trimmed(to: 400) }
    }

    fileprivate struct Rule: Sendable, Equatable {
        var target: [String]
        /// Texts are joined by a blank.
        var from: [String] = []
        var values: [String: String] = [:]
        /// For a text that `values` does not name; nil lets it through.
        var otherwise: String?
        /// For events that have nothing there.
        var value: String?
    }

    /// Names of members within members, at most.
    private static let depth = 3
    private static let ruleLimit = 50

    private let rules: [Rule]

    /// Maps nothing.
    package static let none = FieldMap(rules: [])

    private init(rules: [Rule]) { self.rules = rules }

    package var isEmpty: Bool { rules.isEmpty }

    /// Throws ``Fault`` for what is no map.
    package init(_ json: JSON) throws(Fault) {
        guard let members = json.objectValue else {
            throw Fault(description: "expected an object of our fields' names")
        }
        guard members.count <= Self.ruleLimit else {
            throw Fault(description: "\(members.count) fields: at most \(Self.ruleLimit) can be mapped")
        }
        var rules: [Rule] = []
        for member in members { rules.append(try Self.rule(member.key, member.value)) }
        self.rules = rules
    }

    /// The data with our fields set; what is not mapped stays as it is, and so does data that is no object.
    package func apply(to data: JSON) -> JSON {
        guard !rules.isEmpty, let members = data.objectValue else { return data }
        var result = members
        for rule in rules {
            if let text = rule.text(in: members) { Self.set(.string(text), at: rule.target[...], in: &result) }
        }
        return .object(result)
    }

    private static func rule(_ name: String, _ json: JSON) throws(Fault) -> Rule {
        var rule = Rule(target: name.split(separator: ".", omittingEmptySubsequences: false).map(String.init))
        guard (1...depth).contains(rule.target.count), !rule.target.contains("") else {
            throw Fault(description: "'\(name)' is no field's name: write text, or place.area")
        }
        guard let members = json.objectValue else {
            throw Fault(description: "\(name): expected an object with from or value")
        }
        for member in members { try take(member, of: name, into: &rule) }
        guard !rule.from.isEmpty || rule.value != nil else {
            throw Fault(description: "\(name): say from which field, or which value it always has")
        }
        return rule
    }

    private static func take(_ member: JSONObject.Member, of name: String, into rule: inout Rule) throws(Fault) {
        switch member.key {
        case "from":
            let names = member.value.arrayValue?.map(\.stringValue) ?? [member.value.stringValue]
            guard !names.isEmpty, names.count <= 8, !names.contains(nil), !names.contains("") else {
                throw Fault(description: "\(name).from: expected a field's name or up to eight of them")
            }
            rule.from = names.compactMap(\.self)
        case "values":
            guard let words = member.value.objectValue, words.allSatisfy({ $0.value.stringValue != nil }) else {
                throw Fault(description: "\(name).values: expected an object of their word to ours")
            }
            rule.values = Dictionary(
                words.map { ($0.key, $0.value.stringValue ?? "") }, uniquingKeysWith: { first, _ in first })
        case "otherwise": rule.otherwise = try text(member, of: name)
        case "value": rule.value = try text(member, of: name)
        default:
            throw Fault(description: "\(name).\(member.key): expected from, values, otherwise or value")
        }
    }

    private static func text(_ member: JSONObject.Member, of name: String) throws(Fault) -> String {
        guard let text = member.value.stringValue else {
            throw Fault(description: "\(name).\(member.key): expected a text")
        }
        return text
    }

    private static func set(_ value: JSON, at path: ArraySlice<String>, in members: inout JSONObject) {
        guard let name = path.first else { return }
        guard path.count > 1 else {
            members[name] = value
            return
        }
        var inner = members[name]?.objectValue ?? JSONObject()
        set(value, at: path.dropFirst(), in: &inner)
        members[name] = .object(inner)
    }
}

extension FieldMap.Rule {
    /// Nil where the event has nothing and no value is set for that.
    fileprivate func text(in members: JSONObject) -> String? {
        let parts = from.compactMap { Self.text(of: members[$0]) }
        guard !parts.isEmpty else { return value }
        let text = parts.joined(separator: " ")
        return values[text] ?? otherwise ?? text
    }

    /// Scalars as people would write them; nil for what is empty.
    private static func text(of json: JSON?) -> String? {
        switch json {
        case .string(let text): text.isEmpty ? nil : text
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .bool(let flag): String(flag)
        case .null, .array, .object, nil: nil
        }
    }
}
