import SMPP
import ServiceLifecycle

/// Keeps a carrier's SMPP connections as long as the worker runs. What is sent while draining is answered first: the
/// line ends after all that send.
struct SMPPLine: Service {
    let gateway: SMPPGateway

    func run() async throws {
        await withGracefulShutdownHandler {
            await gateway.line()
        } onGracefulShutdown: {
            Task { await gateway.client.stop() }
        }
    }
}
