import Foundation

@testable import Events
@testable import Fleet

/// A carrier's answers: a status, a Retry-After, a body.
enum GatewayFuzz {
    static func run(_ input: FuzzInput) {
        var input = input
        let status = input.pick([200, 200, 200, 202, 400, 401, 429, 503, 500, 302])
        let patience = input.piece()
        do throws(GatewayError) {
            let answer = try HTTPGatewayAnswer.json(status: status, retryAfter: patience, body: input.rest)
            try examine(results: HTTPGatewayAnswer.results(in: answer))
        } catch {
            examine(error)
        }
        guard let answer = try? JSON.parse(input.rest) else { return }
        do throws(GatewayError) {
            for status in try HTTPGatewayAnswer.statuses(in: answer) { isKeepable(status.id) }
        } catch {
            examine(error)
        }
    }

    private static func examine(results: [SubmitResult]) {
        for result in results {
            switch result.outcome {
            case .accepted(let ids): for id in ids { isKeepable(id) }
            case .rejected(let problem), .unknown(let problem), .refused(let problem): isKeepable(problem)
            case .throttled: break
            }
        }
    }

    private static func isKeepable(_ text: String) {
        FuzzCheck.isStorable(text, "what a carrier says")
        FuzzCheck.holds(text.utf8.count <= 1000, "what a carrier says is kept short: \(text.utf8.count) bytes")
    }

    private static func examine(_ error: GatewayError) {
        FuzzCheck.isPresentable(error.description)
        guard case .throttled(let after?) = error else { return }
        FuzzCheck.holds(after.isFinite && after >= 0, "a carrier asks for \(after) s of patience")
    }
}
