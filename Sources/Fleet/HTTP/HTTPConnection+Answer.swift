import Foundation
import NIOCore
import NIOHTTP1

/// A request's way: its head, its body, its answer.
extension HTTPConnection {
    /// What cannot be answered is refused before its body has come.
    func begin(_ head: HTTPRequestHead) {
        let incoming = HTTPIncoming(head)
        request = incoming
        isLast = !incoming.isKeptAlive
        enter(.body)
        guard incoming.hasBody else { return }
        if (incoming.length ?? 0) > shared.limits.bodyBytes { return refuse(tooLong) }
        if case .refusal(let refusal) = shared.routes.find(incoming.head) { return refuse(refusal) }
        if incoming.waitsForLeave {
            let leave = HTTPResponseHead(version: .http1_1, status: .continue)
            context?.writeAndFlush(wrapOutboundOut(.head(leave)), promise: nil)
        }
    }

    func append(_ bytes: ByteBuffer) {
        let count = bytes.readableBytes
        guard (request?.body.count ?? 0) + count <= shared.limits.bodyBytes else { return refuse(tooLong) }
        guard shared.heldBytes + count <= shared.limits.heldBytes else {
            return refuse(.refusal(.serviceUnavailable, "too much at once, come again"))
        }
        shared.heldBytes += count
        request?.body += bytes.readableBytesView
    }

    /// The whole request is there.
    func complete() {
        guard let incoming = request, let loop = context?.eventLoop else { return }
        enter(.answering)
        switch shared.routes.find(incoming.head) {
        case .refusal(let refusal): answer(soon: refusal)
        case .route(let route, var request):
            request.body = incoming.body
            hand(request, to: route, loop)
        }
    }

    private func hand(_ request: WebRequest, to route: HTTPRouteHandler, _ loop: any EventLoop) {
        let connection = NIOLoopBound(self, eventLoop: loop)
        let logger = shared.logger
        work = Task {
            let response = await route.answer(request, logger)
            loop.execute {
                connection.value.answered(response)
                connection.value.ended()
            }
        }
    }

    private var tooLong: WebResponse {
        .refusal(.payloadTooLarge, "at most \(shared.limits.bodyBytes) bytes")
    }

    /// Answers without reading on.
    func refuse(_ refusal: WebResponse) {
        isLast = true
        release()
        enter(.answering)
        answer(soon: refusal)
    }

    /// Not at once: many small requests in a row would each answer from within the last.
    private func answer(soon response: WebResponse) {
        context?.eventLoop.assumeIsolated().execute { self.answered(response) }
    }

    /// Writes the answer, and ends the request when the peer has taken it.
    func answered(_ response: WebResponse) {
        guard phase == .answering, let context else { return }
        if response == .silence { return close() }
        let isBodyless = request?.head.method == "HEAD"
        // A request that was not read to its end has been forgotten, and the peer may still be sending it.
        let isWhole = request != nil
        enter(.writing)
        let taken = context.eventLoop.makePromise(of: Void.self)
        taken.futureResult.assumeIsolated().whenSuccess { self.taken(isWhole: isWhole) }
        let body = isBodyless ? Data() : response.body
        context.write(wrapOutboundOut(.head(head(response))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: taken)
    }

    private func head(_ response: WebResponse) -> HTTPResponseHead {
        var headers = HTTPHeaders(response.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        headers.replaceOrAdd(name: "Content-Length", value: "\(response.body.count)")
        headers.replaceOrAdd(name: "Connection", value: isLast ? "close" : "keep-alive")
        return HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: response.status.rawValue), headers: headers)
    }

    private func taken(isWhole: Bool) {
        guard phase == .writing, let context else { return }
        let isLast = isLast
        enter(isLast ? .lingering : .idle)
        // The next request may come out of this write.
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        guard isLast else { return }
        if isWhole { context.close(promise: nil) } else { context.close(mode: .output, promise: nil) }
    }
}
