import Domain
import Fleet
import Logging

@main
enum NoticeProgram {
    static func main() async {
        await WorkerMain.run(.notice) { fleet in
            guard let settings = fleet.settings.gateway else {
                fleet.logger.warning("no gateway.url is set: notices are kept and nothing is sent")
                return WorkerParts(handler: NoticeHandler(policy: fleet.policy, gateway: "none", logger: fleet.logger))
            }
            let gateway = HTTPGateway(settings)
            let route = ReceiptsRoute(
                recorder: ReceiptRecorder(gateway: gateway.name), secret: settings.secret, pool: fleet.pool,
                clock: { fleet.clock.now() })
            return WorkerParts(
                handler: NoticeHandler(policy: fleet.policy, gateway: gateway.name, logger: fleet.logger),
                due: works(fleet, gateway, timeout: Double(settings.timeoutSeconds)), routes: [route.handler])
        }
    }

    /// Emergencies have a runner of their own: none waits for the answers to other submits. Their lease is just longer
    /// than two calls take, so that a dead process delays them no more than that.
    private static func works(
        _ fleet: WorkerContext, _ gateway: HTTPGateway, timeout: Double
    ) -> [DeliveryWork] {
        let priorities: [[NoticePriority]] = [[.emergency], [.urgent, .normal]]
        return priorities.map {
            DeliveryWork(
                priorities: $0, gateway: gateway, policy: fleet.policy, speed: fleet.clock.speed,
                lease: $0 == [.emergency] ? 2 * timeout + 5 : 6 * timeout, logger: fleet.logger)
        }
    }
}
