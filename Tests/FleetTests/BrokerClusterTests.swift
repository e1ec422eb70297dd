import Events
import Testing

@testable import Fleet

/// What the doctor makes of a cluster, from what RabbitMQ 3.10.8's management API has answered in each state.
struct BrokerClusterTests {
    @Test func allThere() {
        #expect(findings(down: "", members: "abc", online: "abc") == [])
    }

    @Test func oneBrokerAlone() {
        let cluster = BrokerCluster(
            nodes: [["name": "rabbit@a", "running": true, "partitions": []]],
            queues: [queue("lianhu.intake", members: "a", online: "a")], names: ["lianhu.intake"])
        #expect(cluster.findings(virtualHost: "town") == [])
    }

    @Test func aNodeIsDown() {
        let found = findings(down: "b", members: "abc", online: "ac")
        #expect(found.map(\.problem) == ["node rabbit@b of the broker's cluster is down"])
        #expect(found.map(\.weight) == [.wrong])
        #expect(found.first?.mend.hasPrefix("start RabbitMQ on rabbit@b, or ") == true)
    }

    @Test func aQueueWithoutItsMajority() {
        let found = findings(down: "bc", members: "abc", online: "a")
        #expect(
            found.first
                == DoctorFinding(
                    "topology", .outage,
                    "queue lianhu.intake stands still: 1 of its 3 members are online, and it needs 2",
                    mend: "start RabbitMQ on rabbit@b, rabbit@c"))
        #expect(found.count == 3)
    }

    @Test func aQueueMadeBeforeTheClusterGrew() {
        let found = findings(down: "", members: "a", online: "a")
        #expect(found.map(\.problem) == ["queue lianhu.intake is on 1 of the cluster's 3 nodes"])
        #expect(
            found.first?.mend.hasPrefix(
                "rabbitmq-queues grow rabbit@b all --vhost-pattern '^town$' --queue-pattern '^lianhu\\.'") == true)
    }

    @Test func aNodeThatLostSightOfAnother() {
        let found = findings(down: "", members: "abc", online: "abc", lost: "c")
        #expect(found.map(\.problem) == ["node rabbit@a of the broker's cluster has lost sight of rabbit@c"])
        #expect(found.first?.mend == "rabbitmqctl -n rabbit@a stop_app, then rabbitmqctl -n rabbit@a start_app")
    }

    @Test func othersQueuesAreNotOurs() {
        let cluster = BrokerCluster(
            nodes: [["name": "rabbit@a", "running": true]], queues: [queue("theirs", members: "abc", online: "a")],
            names: ["lianhu.intake"])
        #expect(cluster.findings(virtualHost: "town") == [])
    }

    /// Three nodes, one letter each, and one queue; `lost` is what the first has lost sight of.
    private func findings(down: String, members: String, online: String, lost: String = "") -> [DoctorFinding] {
        let nodes = "abc".map { letter -> JSON in
            let name: JSON = .string("rabbit@\(letter)")
            // A node that is down has no more than its name and that.
            guard !down.contains(letter) else { return ["name": name, "running": false] }
            return ["name": name, "running": true, "partitions": letter == "a" ? names(lost) : []]
        }
        let cluster = BrokerCluster(
            nodes: .array(nodes),
            queues: [
                queue("lianhu.intake", members: members, online: online),
                ["name": "lianhu.announced", "type": "stream"],
            ], names: ["lianhu.intake", "lianhu.announced"])
        return cluster.findings(virtualHost: "town")
    }

    private func queue(_ name: String, members: String, online: String) -> JSON {
        ["name": .string(name), "type": "quorum", "members": names(members), "online": names(online)]
    }

    private func names(_ letters: String) -> JSON { .array(letters.map { .string("rabbit@\($0)") }) }
}
