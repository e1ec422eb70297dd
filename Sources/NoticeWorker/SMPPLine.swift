import SMPP
import ServiceLifecycle

/// A carrier's SMPP connections, made again whenever they end.
struct SMPPLine: Service {
    let client: SMPPClient

    func run() async throws {
        await withGracefulShutdownHandler {
            await client.run()
        } onGracefulShutdown: {
            Task { await client.stop() }
        }
    }
}
