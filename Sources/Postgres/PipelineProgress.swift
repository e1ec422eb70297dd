import CPostgres

/// What was sent in one pipeline, and how far the answers have come. Pure: it sees results and no socket.
struct PipelineProgress {
    /// One message that the server answers.
    enum Step {
        /// Our own housekeeping in front of the statements.
        case preamble
        case prepare(Int, StatementCache.Key, name: String)
        case execute(Int, StatementCache.Key?)
        case sync
    }

    private let statements: [SQL]
    private var steps: [Step] = []
    private var cursor = 0
    private var results: [ResultHandle?]
    /// What the server refused first.
    private(set) var refusal: PostgresError?
    /// The server's last word, when it ended the session itself.
    private(set) var farewell: PostgresError?
    /// Whether the session is over; what libpq still makes up for the steps left counts for nothing.
    private var isOver = false
    /// Whether a COMMIT in this pipeline was granted.
    private(set) var hasCommitted = false

    init(_ statements: [SQL]) {
        self.statements = statements
        results = Array(repeating: nil, count: statements.count)
    }

    var isDone: Bool { cursor == steps.count }

    mutating func sent(_ step: Step) {
        steps.append(step)
    }

    /// Takes what `PQgetResult` gave. Each statement's results end with nil; the sync's do not (manual, 34.5).
    mutating func take(_ result: ResultHandle?, cache: inout StatementCache) {
        guard cursor < steps.count, !isOver else { return }
        guard let result else {
            if case .sync = steps[cursor] { return }
            cursor += 1
            return
        }
        switch result.status {
        case PGRES_PIPELINE_SYNC: cursor += 1
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: keep(result)
        case PGRES_PIPELINE_ABORTED: abandon(cache: &cache)
        default: fail(result, cache: &cache)
        }
    }

    private mutating func keep(_ result: ResultHandle) {
        guard case .execute(let index, _) = steps[cursor] else { return }
        results[index] = result
        if statements[index].isCommit, result.commandTag == "COMMIT" { hasCommitted = true }
    }

    private mutating func fail(_ result: ResultHandle, cache: inout StatementCache) {
        var error = PostgresError(server: result)
        error.statementIndex = statementIndex
        guard !PostgresError.endsSession(result) else {
            isOver = true
            // Without a code it is libpq that speaks, of a broken socket: the server may be well past this step.
            if error.sqlState != nil { farewell = error }
            return
        }
        abandon(cache: &cache)
        if case .execute(_, let key?) = steps[cursor], error.isStalePlan { cache.discard(key, because: error) }
        refusal = refusal ?? error
    }

    /// A statement whose PREPARE failed, or never ran, is not there.
    private func abandon(cache: inout StatementCache) {
        if case .prepare(_, let key, let name) = steps[cursor] { cache.forget(key, name: name) }
    }

    private var statementIndex: Int? {
        guard cursor < steps.count else { return nil }
        switch steps[cursor] {
        case .prepare(let index, _, _), .execute(let index, _): return index
        case .preamble, .sync: return nil
        }
    }

    /// All results, or what the server refused.
    func outcome() throws(PostgresError) -> [PostgresResult] {
        if let refusal { throw refusal }
        var outcome: [PostgresResult] = []
        for (index, result) in results.enumerated() {
            guard let result else { throw PostgresError(.connectionLost, "statement \(index) was not answered") }
            guard !(statements[index].isCommit && result.commandTag == "ROLLBACK") else { throw Self.notCommitted }
            outcome.append(PostgresResult(result))
        }
        return outcome
    }

    private static var notCommitted: PostgresError {
        PostgresError(.server, "COMMIT was answered by ROLLBACK: a statement had failed before", sqlState: "25P02")
    }

    /// What it means that the connection broke at this point.
    func whenLost(_ cause: PostgresError) -> PostgresError {
        if let refusal { return refusal.noting("then: \(cause.message)") }
        var lost = cause
        lost.sqlState = farewell?.sqlState ?? cause.sqlState
        lost.statementIndex = farewell?.statementIndex
        if let farewell { lost.message = farewell.message }
        if isCommitOutstanding {
            lost.kind = .commitUnknown
            lost.message = "the connection was lost during COMMIT (\(lost.message))"
        }
        return lost
    }

    /// Whether the last statement was a COMMIT and the server has answered it: then the outcome is known whatever
    /// happens to the connection. (Without a COMMIT it is the sync that commits.)
    var isSettled: Bool {
        refusal == nil && statements.last?.isCommit == true && results.last.map { $0 != nil } == true
    }

    /// A COMMIT was sent and not answered. If the server said farewell to an earlier statement, it never came to it.
    private var isCommitOutstanding: Bool {
        let place = steps.firstIndex { step in
            if case .execute(let index, _) = step { statements[index].isCommit } else { false }
        }
        guard let place, place >= cursor else { return false }
        return farewell == nil || place == cursor
    }
}

extension StatementCache {
    /// 26000: the server does not have it, so there is nothing to deallocate.
    fileprivate mutating func discard(_ key: Key, because error: PostgresError) {
        if error.sqlState == "26000" {
            forget(key, name: nil)
        } else {
            discard(key)
        }
    }
}
