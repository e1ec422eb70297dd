import AMQP
import Foundation
import FoundationNetworking
import Postgres
import Store

/// Looks at everything the fleet stands on, all parts at once, and says of each fault what mends it.
package struct Doctor: Sendable {
    let settings: FleetSettings

    package init(settings: FleetSettings) { self.settings = settings }

    /// What is wrong, in the order of the parts. Takes at most `limit` however broken things are: a part that has not
    /// answered by then is an outage.
    package func findings(within limit: Duration = .seconds(8)) async -> [DoctorFinding] {
        let parts: [(name: String, look: @Sendable () async -> [DoctorFinding])] = [
            ("broker", { await broker() }), ("topology", { await topology() }), ("database", { await database() }),
            ("carrier", { await carriers() }),
        ]
        let board = DoctorBoard(parts.map(\.name))
        for part in parts {
            // Not a child of ours: a look that hangs in a name server is left behind.
            Task.detached { board.report(part.name, await part.look()) }
        }
        await board.wait(until: .now + limit)
        return board.findings
    }

    private func broker() async -> [DoctorFinding] {
        var amqp = AMQPSettings(settings, connection: "lianhu doctor")
        amqp.connectTimeout = .seconds(3)
        amqp.replyTimeout = .seconds(3)
        let publisher = AMQPPublisher(settings: amqp)
        do {
            try await publisher.connect()
            let findings = settings.broker.management == nil ? try await queues(publisher) : []
            await publisher.close()
            return findings
        } catch {
            return [Self.brokerFinding(error)]
        }
    }

    static func brokerFinding(_ error: AMQPError) -> DoctorFinding {
        let mend =
            switch error {
            case .refused: "set LIANHU_BROKER_USER, LIANHU_BROKER_PASSWORD and LIANHU_BROKER_VIRTUAL_HOST right"
            case .unreachable: "start RabbitMQ, or set LIANHU_BROKER_HOSTS right"
            case .blocked: "free memory or disk of the broker: rabbitmqctl status"
            default: "rabbitmqctl status"
            }
        return DoctorFinding("broker", .outage, error.description, mend: mend)
    }

    /// Without the management API all that can be seen is which queues there are.
    private func queues(_ publisher: AMQPPublisher) async throws(AMQPError) -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        for queue in TopologyDefinitions(retryDelays: settings.retryDelays).queues.map(\.name) {
            if try await publisher.passivelyDeclare(queue: queue) == nil {
                findings.append(DoctorFinding("topology", .wrong, "queue \(queue) is missing", mend: "lianhu setup"))
            }
        }
        return findings
    }

    /// Whether each carrier answers at all: for SMPP and Kannel the workers themselves say how it goes.
    private func carriers() async -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        for gateway in settings.gateways {
            guard case .http(let url, _) = gateway.connection, let problem = await problem(reaching: url) else {
                continue
            }
            findings.append(
                DoctorFinding(
                    "carrier", .outage, "carrier \(gateway.name) at \(gateway.address) is unreachable: \(problem)",
                    mend: "set its address right, or ask the carrier; lianhu gateway list"))
        }
        return findings
    }

    private func problem(reaching url: URL) async -> String? {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 3
        configuration.timeoutIntervalForResource = 3
        do {
            // Whatever it answers, it is there.
            _ = try await URLSession(configuration: configuration).data(from: url)
            return nil
        } catch { return error.localizedDescription }
    }
}
