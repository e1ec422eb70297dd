import Domain
import Events
import Store

/// What the areas that end mean for those who are in them, before anything is saved.
struct ReformReport {
    /// Areas that are named one by one.
    private static let named = 20

    private let effects: [AreaEffect]

    init(_ effects: [AreaEffect]) { self.effects = effects }

    func print() {
        if effects.isEmpty { return }
        Swift.print("reform: \(Self.count(effects.count, "area")) end\(effects.count == 1 ? "s" : "")")
        for effect in effects.prefix(Self.named) { Swift.print("  \(line(effect))") }
        if effects.count > Self.named { Swift.print("  … and \(effects.count - Self.named) more") }
        let moving = effects.filter { $0.successors == 1 }
        let staying = effects.filter { $0.successors != 1 }
        Swift.print(
            "  in all: \(Self.people(moving, "to move", "to pass on")); \(Self.people(staying, "left", "to end")); "
                + "\(Self.count(effects.sum(\.incidents), "open incident")) under their codes")
    }

    private func line(_ effect: AreaEffect) -> String {
        let fate = effect.successors == 0 ? "no successor" : Self.count(effect.successors, "successor")
        let people = Self.people(
            [effect], effect.successors == 1 ? "to move" : "left", effect.successors == 1 ? "to pass on" : "to end")
        return "\(effect.code): \(fate); \(people), \(Self.count(effect.incidents, "open incident"))"
    }

    private static func people(_ effects: [AreaEffect], _ households: String, _ posts: String) -> String {
        "\(count(effects.sum(\.households), "household")) \(households), "
            + "\(count(effects.sum(\.posts), "post")) \(posts)"
    }

    private static func count(_ number: Int, _ thing: String) -> String {
        "\(number) \(thing)\(number == 1 ? "" : "s")"
    }

    var json: JSONObject {
        var object = JSONObject()
        if effects.isEmpty { return object }
        object["reform"] = .array(
            effects.map {
                [
                    "area": .string($0.code.digits), "successors": .int(Int64($0.successors)),
                    "households": .int(Int64($0.households)), "posts": .int(Int64($0.posts)),
                    "openIncidents": .int(Int64($0.incidents)),
                ]
            })
        return object
    }
}

extension [AreaEffect] {
    fileprivate func sum(_ number: (AreaEffect) -> Int) -> Int { reduce(0) { $0 + number($1) } }
}
