package import Domain
package import Events
package import Fleet
package import Foundation
package import Logging
import Metrics
package import Postgres
package import Store

/// Notices asked for become deliveries; receipts that come by the broker settle them.
package struct NoticeHandler: EventHandler {
    /// What a wire event means here.
    package enum Input: Sendable, Equatable {
        case request(NoticeRequest)
        case receipts([CarrierReceipt])
        case reply(NoticeRepliedEvent)
    }

    /// What is saved with the verdict.
    package enum Decision: Sendable {
        case tell(NewNotice)
        case settle([CarrierReceipt])
        /// What a reply answers, or whether its sender wants notices at all.
        case reply(answered: NoticeAnswer? = nil, consent: NoticeConsent? = nil, helped: PhoneNumber? = nil)
    }

    /// What the decisions of a batch know.
    package struct Context: Sendable {
        /// Keys that are notices already.
        var known: Set<String> = []
        /// By phone, for those that replied.
        var repliers: [String: NoticeReplier] = [:]
    }

    package let worker = Worker.notice
    private let policies: PolicyBook
    private let receipts: ReceiptRecorder
    private let templates: NoticeTemplates
    private let logger: Logger

    /// - Parameters:
    ///   - gateway: whose receipts come by the broker.
    ///   - templates: of the texts that may be asked for by name.
    package init(policies: PolicyBook, gateway: String, templates: NoticeTemplates = .none, logger: Logger) {
        self.templates = templates
        self.policies = policies
        self.logger = logger
        receipts = ReceiptRecorder(gateway: gateway)
    }

    /// Wire to domain; types other than the worker's are refused.
    package func parse(_ event: CloudEvent) throws(Rejection) -> Input {
        switch event.type {
        case NoticeRequestedEvent.type: return .request(try NoticeRequestedEvent.parse(event, templates: templates))
        case NoticeReceiptedEvent.type: return .receipts(try NoticeReceiptedEvent.parse(event))
        case NoticeRepliedEvent.type: return .reply(try NoticeRepliedEvent.parse(event))
        default:
            throw Rejection(
                .unknownType, field: "type", expected: Worker.notice.types.joined(separator: ", "), got: "another")
        }
    }

    /// The keys that are notices already, and the phones that replied.
    package func load(
        _ arrivals: [Arrival<Input>], in transaction: PostgresTransaction, at now: Date
    ) async throws -> Context {
        var context = Context()
        let inputs = arrivals.map(\.input)
        let keys = inputs.compactMap { if case .request(let request) = $0 { request.key } else { nil } }
        if !keys.isEmpty { context.known = try await transaction.load(NoticeStore.known(keys)) }
        let phones = inputs.compactMap { if case .reply(let replied) = $0 { replied.phone.digits } else { nil } }
        if !phones.isEmpty {
            let (_, repliers) = try await transaction.load(
                NoticeReplyStore.lock(phones, at: now), NoticeReplyStore.load(phones, at: now))
            context.repliers = repliers
        }
        return context
    }

    /// A known key is the same notice: nothing more happens. A new one is told, or held with the reason's name.
    package func decide(_ arrival: Arrival<Input>, in context: inout Context, at now: Date) -> Ruling<Decision> {
        switch arrival.input {
        case .reply(let replied):
            return ReplyRuling(
                policy: policies.current, event: arrival.event, replied: replied, at: arrival.at, now: now
            )
            .decide(&context.repliers[replied.phone.digits, default: NoticeReplier()])
        case .receipts(let receipts): return Ruling(.done("receipted"), .settle(receipts))
        case .request(let request):
            guard context.known.insert(request.key).inserted else { return Ruling(.done("known")) }
            let notice = notice(request, cause: arrival.cause, at: now)
            return Ruling(.done(notice.hold == nil ? "accepted" : "held"), .tell(notice))
        }
    }

    /// Notices and their deliveries go with the commit; receipts settle deliveries and are told.
    package func save(_ decisions: [Decision], in transaction: PostgresTransaction, at now: Date) async throws {
        var notices: [NewNotice] = []
        var settled: [CarrierReceipt] = []
        for decision in decisions {
            switch decision {
            case .tell(let notice): notices.append(notice)
            case .settle(let receipts): settled += receipts
            case .reply(let answered, let consent, let helped):
                transaction.atCommit(NoticeReplyStore.save(answered, consent, helped: helped, at: now))
            }
        }
        if !notices.isEmpty { try await expand(notices, in: transaction, at: now) }
        if !settled.isEmpty { _ = try await receipts.record(settled, in: transaction, at: now) }
    }

    /// A notice that reaches nobody is no failure of the work, but somebody was meant to be told: it is not silent.
    private func expand(_ notices: [NewNotice], in transaction: PostgresTransaction, at now: Date) async throws {
        let insertion = NoticeStore.insert(notices, at: now)
        let small = notices.filter { !$0.request.audience.isLarge }
        guard let expansion = NoticeAudienceStore.expand(small, at: now) else {
            return transaction.atCommit([insertion])
        }
        let (_, lost) = try await transaction.load(Statement(insertion) { _ in }, expansion)
        for notice in notices where lost.contains(notice.request.key) { notice.request.reachesNobody(logger) }
    }

    private func notice(_ request: NoticeRequest, cause: EventKey, at now: Date) -> NewNotice {
        let hold = NoticeHold.decide(
            priority: request.priority, notBefore: request.notBefore, at: now, policy: policies.current)
        return NewNotice(
            request: request, cause: cause, hold: hold, segments: TextSegments(request.longestText).count,
            audience: JSONText(NoticeRequestedEvent.json(request.audience).bytes))
    }
}

extension NoticeRequest {
    /// Somebody was meant to be told.
    func reachesNobody(_ logger: Logger) {
        logger.warning(
            "a notice reaches nobody: its audience has no telephone number",
            metadata: ["notice": "\(key)", "purpose": "\(purpose)"])
        Counter(label: "lianhu_notice_nobody_total", dimensions: [("priority", priority.rawValue)]).increment()
    }
}
