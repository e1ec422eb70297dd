import Events

/// What the management API says of a cluster of brokers and of where our quorum queues live in it.
struct BrokerCluster: Sendable {
    struct Node: Sendable, Equatable {
        let name: String
        let isRunning: Bool
        /// Nodes that it has lost sight of, and which therefore go on without it.
        let partitions: [String]
    }

    struct Queue: Sendable, Equatable {
        let name: String
        let members: [String]
        let online: [String]

        /// A quorum queue takes and gives nothing unless more than half of its members are there.
        var majority: Int { members.count / 2 + 1 }
    }

    /// As many members as the broker gives a queue by itself, and as survive the death of one.
    private static let wantedMembers = 3

    let nodes: [Node]
    let queues: [Queue]

    /// - Parameters:
    ///   - nodes: the answer to `api/nodes`.
    ///   - queues: the answer to `api/queues/HOST`, read live; streams and classic queues have no members there.
    ///   - names: the queues to look at.
    init(nodes: JSON, queues: JSON, names: Set<String>) {
        self.nodes = (nodes.arrayValue ?? []).map { node in
            Node(
                name: node[key: "name"]?.stringValue ?? "", isRunning: node[key: "running"]?.boolValue ?? false,
                partitions: node[key: "partitions"].strings)
        }
        self.queues = (queues.arrayValue ?? []).compactMap { queue in
            let name = queue[key: "name"]?.stringValue ?? ""
            let members = queue[key: "members"].strings
            guard names.contains(name), !members.isEmpty else { return nil }
            return Queue(name: name, members: members.sorted(), online: queue[key: "online"].strings.sorted())
        }
    }

    /// What is wrong, the worst first.
    func findings(virtualHost: String) -> [DoctorFinding] {
        queues.compactMap(standstill) + nodes.compactMap(problem(of:))
            + queues.compactMap { exposure($0, virtualHost: virtualHost) }
    }

    private func standstill(_ queue: Queue) -> DoctorFinding? {
        guard queue.online.count < queue.majority else { return nil }
        let missing = queue.members.filter { !queue.online.contains($0) }
        return DoctorFinding(
            "topology", .outage,
            "queue \(queue.name) stands still: \(queue.online.count) of its \(queue.members.count) members are online, "
                + "and it needs \(queue.majority)", mend: "start RabbitMQ on \(missing.joined(separator: ", "))")
    }

    private func problem(of node: Node) -> DoctorFinding? {
        if !node.isRunning {
            return DoctorFinding(
                "broker", .wrong, "node \(node.name) of the broker's cluster is down",
                mend: "start RabbitMQ on \(node.name), or for one that is gone for good "
                    + "rabbitmqctl forget_cluster_node \(node.name)")
        }
        guard !node.partitions.isEmpty else { return nil }
        return DoctorFinding(
            "broker", .wrong,
            "node \(node.name) of the broker's cluster has lost sight of \(node.partitions.joined(separator: ", "))",
            mend: "rabbitmqctl -n \(node.name) stop_app, then rabbitmqctl -n \(node.name) start_app")
    }

    /// A queue made before its cluster grew stays where it was, and dies with the one node that it is on.
    private func exposure(_ queue: Queue, virtualHost: String) -> DoctorFinding? {
        let others = nodes.map(\.name).filter { !queue.members.contains($0) }
        guard queue.members.count < Self.wantedMembers, nodes.count >= Self.wantedMembers, let other = others.first
        else { return nil }
        return DoctorFinding(
            "topology", .wrong,
            "queue \(queue.name) is on \(queue.members.count) of the cluster's \(nodes.count) nodes",
            mend: "rabbitmq-queues grow \(other) all --vhost-pattern '^\(virtualHost)$' "
                + "--queue-pattern '^lianhu\\.', for each node that lacks it")
    }
}

extension JSON? {
    /// The texts of an array; empty where there is none.
    fileprivate var strings: [String] { (self?.arrayValue ?? []).compactMap(\.stringValue) }
}
