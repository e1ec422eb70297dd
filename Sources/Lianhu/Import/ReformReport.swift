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
        Swift.print("reform: \(Self.count(effects.count, "area ends", "areas end"))")
        for effect in effects.prefix(Self.named) { Swift.print("  \(line(effect))") }
        if effects.count > Self.named { Swift.print("  … and \(effects.count - Self.named) more") }
        let moving = effects.filter { $0.successors == 1 }
        let staying = effects.filter { $0.successors != 1 }
        Swift.print(
            "  in all: \(moving.sum(\.households)) households move, \(staying.sum(\.households)) have no place; "
                + "\(moving.sum(\.posts)) posts pass on, \(staying.sum(\.posts)) end; "
                + "\(effects.sum(\.incidents)) open incidents keep an ended area's code")
    }

    private func line(_ effect: AreaEffect) -> String {
        let fate =
            switch effect.successors {
            case 0: "no successor"
            case 1: "one successor"
            default: "\(effect.successors) successors"
            }
        let (move, pass) = effect.successors == 1 ? ("move", "pass on") : ("have no place", "end")
        return "\(effect.code): \(fate); \(effect.households) households \(move), \(effect.posts) posts \(pass), "
            + Self.count(effect.incidents, "open incident", "open incidents")
    }

    private static func count(_ number: Int, _ one: String, _ several: String) -> String {
        "\(number) \(number == 1 ? one : several)"
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
