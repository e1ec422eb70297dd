import Events

extension Doctor {
    /// What the management API shows: objects, policies, rights, the feature that safe dead-lettering needs.
    func topology() async -> [DoctorFinding] {
        guard let management = ManagementClient(settings.broker, timeout: 3) else {
            return [
                DoctorFinding(
                    "topology", .unchecked, "policies and rights were not checked: no management API is set",
                    mend: "set LIANHU_BROKER_MANAGEMENT=http://HOST:15672")
            ]
        }
        do {
            return try await objects(management) + cluster(management) + rights(management) + features(management)
        } catch let error as ManagementError {
            return [Self.managementFinding(error, virtualHost: settings.broker.virtualHost)]
        } catch {
            return [DoctorFinding("topology", .outage, "\(error)", mend: "rabbitmq-plugins enable rabbitmq_management")]
        }
    }

    static func managementFinding(_ error: ManagementError, virtualHost: String) -> DoctorFinding {
        switch error {
        case .unreachable:
            DoctorFinding(
                "topology", .outage, error.description,
                mend: "rabbitmq-plugins enable rabbitmq_management, or set LIANHU_BROKER_MANAGEMENT right")
        case .refused(let user, _):
            DoctorFinding(
                "topology", .wrong, error.description,
                mend: "set LIANHU_BROKER_PASSWORD right, or rabbitmqctl set_user_tags \(user) administrator")
        case .missing:
            DoctorFinding("topology", .wrong, "virtual host \(virtualHost) is missing", mend: "lianhu setup")
        case .failed:
            DoctorFinding("topology", .wrong, error.description, mend: "rabbitmqctl status")
        }
    }

    private func objects(_ management: ManagementClient) async throws -> [DoctorFinding] {
        let definitions = TopologyDefinitions(retryDelays: settings.retryDelays)
        return definitions.differences(from: try await management.listing()).map { difference in
            DoctorFinding("topology", .wrong, difference.description, mend: mend(difference))
        }
    }

    private func cluster(_ management: ManagementClient) async throws -> [DoctorFinding] {
        let definitions = TopologyDefinitions(retryDelays: settings.retryDelays)
        return BrokerCluster(
            nodes: try await management.get("nodes"),
            queues: try await management.get("queues", management.virtualHost, query: ManagementClient.live),
            names: Set(definitions.queues.map(\.name))
        ).findings(virtualHost: management.virtualHost)
    }

    private func mend(_ finding: TopologyFinding) -> String {
        let host = settings.broker.virtualHost
        switch finding {
        case .wrongQueue(let name, _, _):
            return "empty it, then rabbitmqctl -p \(host) delete_queue \(name); lianhu setup"
        case .wrongExchange(let name, _, _):
            return "delete exchange \(name) in the management plugin, then lianhu setup"
        case .overruledPolicy(_, let found, _) where !found.isEmpty:
            return "rabbitmqctl -p \(host) clear_policy \(found)"
        default: return "lianhu setup"
        }
    }

    private func rights(_ management: ManagementClient) async throws -> [DoctorFinding] {
        let (user, host) = (settings.broker.user, settings.broker.virtualHost)
        guard let rights = try await management.rights(of: user) else {
            return [
                DoctorFinding(
                    "rights", .wrong, "user \(user) has no rights on virtual host \(host)",
                    mend: "rabbitmqctl set_permissions -p \(host) \(user) '^$' '^lianhu\\.' '^lianhu\\.'")
            ]
        }
        return rights.missing().map { missing in
            DoctorFinding(
                "rights", .wrong, "user \(user) lacks the right to \(missing)",
                mend: "rabbitmqctl set_permissions -p \(host) \(user) '^$' '^lianhu\\.' '^lianhu\\.'")
        }
    }

    private func features(_ management: ManagementClient) async throws -> [DoctorFinding] {
        if try await management.hasFeature("stream_queue") { return [] }
        return [
            DoctorFinding(
                "topology", .wrong, "feature flag stream_queue is off: dead-lettering may lose messages",
                mend: "rabbitmqctl enable_feature_flag stream_queue")
        ]
    }
}
