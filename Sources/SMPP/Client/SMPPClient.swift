package import Logging
import NIOCore
import NIOPosix
import Synchronization

/// A carrier's connections: hands messages over, brings receipts and messages from phones, and connects again for ever.
///
/// An actor on the event loop of its connections: what comes in is read, decided on and answered in one go.
package actor SMPPClient: SMPPChannelOwner {
    /// Takes what came; throws when the carrier is to bring it again.
    package typealias Handler = @Sendable ([SMPPDelivered]) async throws -> Void

    let loop: any EventLoop
    let settings: SMPPSettings
    let logger: Logger
    let onDelivered: Handler
    nonisolated let bound = Atomic(false)
    let links: [SMPPLink]
    var queue = SMPPQueue()
    var segments: SMPPSegments
    var inbox = SMPPInbox()
    var connections = 0
    var stopping = SMPPStopping()
    var alarm = SMPPAlarm()
    /// Why the last connection ended or was not made, until one is bound.
    package private(set) var problem: String?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.executor.asUnownedSerialExecutor() }

    /// ``run()`` then connects.
    /// - Parameter onDelivered: the carrier is told that it was taken once this returns; see ``SMPPDelivered``. One
    ///   call at a time, with all that has come since the last.
    package init(_ settings: SMPPSettings, logger: Logger, onDelivered: @escaping Handler) {
        loop = MultiThreadedEventLoopGroup.singleton.next()
        self.settings = settings
        self.logger = logger
        self.onDelivered = onDelivered
        segments = SMPPSegments(settings)
        let modes: [SMPPBind.Mode] = settings.bind == .transceiver ? [.transceiver] : [.transmitter, .receiver]
        links = (0..<max(1, settings.connections)).flatMap { _ in modes }.enumerated()
            .map { SMPPLink($0.offset, $0.element, settings) }
    }

    /// Messages can be sent and receipts come: at least one connection of each kind is bound.
    package nonisolated var isBound: Bool { bound.load(ordering: .acquiring) }

    /// Hands messages over and returns what became of each, in their order. Takes as long as the carrier does, at most
    /// the settings' patience and response timeout together.
    package func submit(_ messages: [SMPPMessage]) async -> [SMPPSubmitted] {
        guard !messages.isEmpty else { return [] }
        guard !stopping.hasBegun, links.contains(where: { $0.session.phase == .bound && $0.mode.sends }) else {
            let reason = stopping.hasBegun ? "stopping" : problem ?? "not bound"
            return messages.map { _ in .refused(reason: reason) }
        }
        return await withCheckedContinuation { continuation in
            enqueue(messages, SMPPBatch(messages.count) { continuation.resume(returning: $0) })
            pump()
        }
    }

    private func enqueue(_ messages: [SMPPMessage], _ batch: SMPPBatch<SMPPSubmitted>) {
        let patience = ContinuousClock.now + settings.patience
        for (index, message) in messages.enumerated() {
            if let problem = SMPPSegments.problem(message) {
                batch.set(index, .rejected(problem: problem))
                continue
            }
            let (parts, weight) = segments.make(message)
            queue.add(
                SMPPOutgoing(parts, weight: weight, isUrgent: message.isUrgent, patience: patience) {
                    batch.set(index, $0)
                })
        }
    }

    func noteProblem(_ reason: String?) { problem = reason }
}
