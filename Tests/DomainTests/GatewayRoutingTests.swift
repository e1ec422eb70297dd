import Domain
import TestSupport
import Testing

@Suite struct GatewayRoutingTests {
    private static let known = ["main", "spare", "hk"]

    @Test func theFirstRuleThatFitsCounts() throws {
        let text = "prefix=+852:hk; priority=emergency purpose=callHouseholds:main,spare; *:spare main"
        let routing = try #require(GatewayRouting(text, gateways: Self.known))
        #expect(routing.gateways(phone: "+85291234567", purpose: "x", priority: .emergency) == ["hk"])
        #expect(routing.gateways(phone: "138", purpose: "callHouseholds", priority: .emergency) == ["main", "spare"])
        #expect(routing.gateways(phone: "138", purpose: "callHouseholds", priority: .normal) == ["spare", "main"])
        #expect(routing.gateways(phone: "138", purpose: "x", priority: .emergency) == ["spare", "main"])
        #expect(routing.usual == ["spare", "main"])
    }

    /// What leaves a text without a carrier, or names one that is not there, would be found out in an emergency.
    @Test(arguments: [
        "", ";", "*", "*:", ":main", "*:nobody", "prefix=1:main", "prefix=1:main; *:main; priority=urgent:spare",
        "priority=loud:main; *:main", "colour=red:main; *:main", "prefix=:main; *:main", "*:main:spare",
        "prefix:main; *:main",
    ])
    func whatCannotBeMeantIsRefused(_ text: String) {
        let isRefused = GatewayRouting(text, gateways: Self.known) == nil
        #expect(isRefused == (text != ":main"))
    }

    /// Whatever the rules, every text has a carrier that is there.
    @Test func everyTextHasACarrier() {
        for seed in 0..<2000 {
            var random = Seeded(UInt64(seed))
            let rules = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                let condition =
                    ["prefix=13", "purpose=drill", "priority=urgent", "prefix=1 priority=normal", "*"]
                    .randomElement(using: &random) ?? "*"
                return condition + ":"
                    + Self.known.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)).joined(
                        separator: ",")
            }
            let text = (rules + ["*:main"]).joined(separator: ";")
            guard let routing = GatewayRouting(text, gateways: Self.known) else {
                Issue.record("cannot be read, seed \(seed): \(text)")
                continue
            }
            let found = routing.gateways(
                phone: "13800000001", purpose: ["drill", "x"].randomElement(using: &random) ?? "x",
                priority: NoticePriority.allCases.randomElement(using: &random) ?? .normal)
            #expect(!found.isEmpty && Set(found).isSubset(of: Self.known), "seed \(seed): \(text)")
        }
    }
}
