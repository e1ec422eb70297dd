import NIOCore

/// One of the client's connections: its place, and while it stands its channel and session. Belongs to the client's
/// actor.
final class SMPPLink {
    typealias Session = SMPPSession<(message: SMPPOutgoing, segment: Int)>

    let place: Int
    let mode: SMPPBind.Mode
    /// Counts connections of all places, so that an event of an old one finds nobody.
    var connection = -1
    var session: Session
    var framer: SMPPFramer
    var channel: (any Channel)?
    var boundAt: ContinuousClock.Instant?
    /// Written since the last flush.
    var out = ByteBuffer()

    init(_ place: Int, _ mode: SMPPBind.Mode, _ settings: SMPPSettings) {
        self.place = place
        self.mode = mode
        session = Session(mode, settings, at: .now)
        framer = SMPPFramer(limit: settings.frameLimit)
    }

    /// A fresh session for a connection that is about to be made.
    func renew(connection: Int, _ settings: SMPPSettings) {
        self.connection = connection
        session = Session(mode, settings, at: .now)
        framer = SMPPFramer(limit: settings.frameLimit)
        channel = nil
        boundAt = nil
        out.clear()
    }

    /// Sends what has been written, in one piece.
    func flush() {
        guard out.readableBytes > 0, let channel else { return }
        channel.writeAndFlush(out, promise: nil)
        out = ByteBuffer()
    }
}
