import NIOCore
import NIOHTTP1

/// One connection to a worker's HTTP server: a request at a time is read, answered, and its answer taken by the peer
/// before the next is looked at. On its event loop alone.
final class HTTPConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// What it waits for; each but the last has a deadline.
    enum Phase {
        /// The first byte of a request.
        case idle
        /// The rest of a head.
        case head
        /// The rest of a body.
        case body
        /// What answers.
        case answering
        /// The peer, to take its answer.
        case writing
        /// The peer, to read why it was refused and to close.
        case lingering
        case closed
    }

    let shared: HTTPConnections
    var context: ChannelHandlerContext?
    /// The one that is being read or answered.
    var request: HTTPIncoming?
    /// After this answer the connection ends.
    var isLast = false
    var work: Task<Void, Never>?
    private(set) var phase = Phase.idle
    /// Since when it has been in its phase.
    private(set) var since = NIODeadline.now()
    private var deadline: Scheduled<Void>?
    private var hasReadParts = false

    init(_ shared: HTTPConnections) { self.shared = shared }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        shared.insert(self)
        enter(.idle)
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasReadParts = true
        switch unwrapInboundIn(data) {
        case .head(let head) where phase == .idle || phase == .head: begin(head)
        case .body(let bytes) where phase == .body: append(bytes)
        case .end where phase == .body: complete()
        case .head, .body, .end: break
        }
    }

    /// Bytes without a whole head are its beginning.
    func channelReadComplete(context: ChannelHandlerContext) {
        if phase == .idle && !hasReadParts { enter(.head) }
        hasReadParts = false
    }

    func channelInactive(context: ChannelHandlerContext) {
        let isAnswering = phase == .answering
        phase = .closed
        shared.remove(self)
        // What answers goes on, and is called off in time.
        if isAnswering { return }
        deadline?.cancel()
        release()
    }

    /// What comes after bytes that could not be read is an error as well, and no reason to close before the refusal of
    /// those has been taken.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch phase {
        case .idle, .head, .body:
            guard let error = error as? HTTPParserError else { return close() }
            refuse(Self.refusal(error))
        case .answering, .writing, .lingering:
            isLast = true
            if !(error is HTTPParserError || error is ByteToMessageDecoderError) { close() }
        case .closed: break
        }
    }

    private static func refusal(_ error: HTTPParserError) -> WebResponse {
        error == .headerOverflow
            ? .refusal(.headTooLarge, "the head is too long") : .refusal(.badRequest, "this is not HTTP/1.1")
    }

    /// Begins to wait for something else.
    func enter(_ next: Phase) {
        deadline?.cancel()
        phase = next
        since = .now()
        guard let loop = context?.eventLoop, let seconds = shared.limits.seconds(in: next) else { return }
        let patience = TimeAmount.nanoseconds(Int64(seconds * 1e9))
        deadline = loop.assumeIsolated().scheduleTask(in: patience) { self.expire() }
    }

    private func expire() {
        switch phase {
        case .body: refuse(.refusal(.requestTimeout, "the body took too long"))
        case .answering:
            isLast = true
            work?.cancel()
            answered(.refusal(.serviceUnavailable, "this takes too long, come again"))
        case .closed: work?.cancel()
        case .idle, .head, .writing, .lingering: close()
        }
    }

    /// Closes without a word.
    func close() { context?.close(promise: nil) }

    /// No request after the one in hand.
    func quiesce() { context?.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }

    /// What answered has come to an end.
    func ended() {
        work = nil
        if phase == .closed { deadline?.cancel() }
        release()
    }

    func release() {
        shared.heldBytes -= request?.body.count ?? 0
        request = nil
    }
}
