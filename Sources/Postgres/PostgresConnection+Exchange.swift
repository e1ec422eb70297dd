import Glibc

extension PostgresConnection {
    /// Sends all statements and one sync, and takes all answers. Throws only if the connection is gone; what the
    /// server refused is in the progress.
    func exchange(_ statements: [SQL]) async throws(PostgresError) -> PipelineProgress {
        let handle = try connected()
        var progress = PipelineProgress(statements)
        var isAlive = sendPreamble(handle, &progress)
        for (index, statement) in statements.enumerated() where isAlive {
            isAlive = send(statement, index, handle, &progress)
        }
        guard isAlive, handle.sendSync() else { throw lose(progress, cause(handle)) }
        progress.sent(.sync)
        return try await converse(handle, progress)
    }

    /// Alternates between sending and reading, or both sides could wait for the other with full buffers.
    private func converse(
        _ handle: ConnectionHandle, _ sent: PipelineProgress
    ) async throws(PostgresError) -> PipelineProgress {
        var progress = sent
        while true {
            let unsent = handle.flush()
            takeResults(handle, &progress)
            if progress.isDone { return progress }
            if unsent < 0 || handle.isBad { return try settle(progress, cause(handle)) }
            switch await wait(handle.socket, for: Int16(unsent == 1 ? POLLIN | POLLOUT : POLLIN), until: patience) {
            case .ready:
                guard !handle.consumeInput() else { continue }
                takeResults(handle, &progress)
                return try settle(progress, cause(handle))
            case .timedOut: return try settle(progress, PostgresError(.timedOut, "the server does not answer"))
            case .interrupted: return try settle(progress, PostgresError(.closed, "closed during a call"))
            }
        }
    }

    /// The connection is gone; whether the work is done may be known all the same.
    private func settle(
        _ progress: PipelineProgress, _ cause: PostgresError
    ) throws(PostgresError) -> PipelineProgress {
        let error = lose(progress, cause)
        if progress.isSettled { return progress }
        throw error
    }

    /// Throws the connection away and says what that means for what was sent.
    private func lose(_ progress: PipelineProgress, _ cause: PostgresError) -> PostgresError {
        discard()
        return progress.whenLost(cause)
    }

    private func cause(_ handle: ConnectionHandle) -> PostgresError {
        let text = handle.errorMessage.trimmedLine
        return PostgresError(.connectionLost, text.isEmpty ? "the connection broke" : text)
    }

    /// A little longer than the server has, so that its own timeout comes first and leaves the connection whole.
    private var patience: ContinuousClock.Instant? {
        settings.answerTimeout.map { ContinuousClock.now.advanced(by: $0 + .seconds(5)) }
    }

    private func takeResults(_ handle: ConnectionHandle, _ progress: inout PipelineProgress) {
        while !progress.isDone, !handle.isBusy {
            let result = handle.nextResult()
            progress.take(result, cache: &cache)
            if result == nil, handle.isBad { return }
        }
    }

    // MARK: - Sending

    private func send(
        _ statement: SQL, _ index: Int, _ handle: ConnectionHandle, _ progress: inout PipelineProgress
    ) -> Bool {
        guard !settings.behindTransactionPool else {
            progress.sent(.execute(index, nil))
            return handle.send(unprepared: statement.text, statement.parameters)
        }
        let key = StatementCache.Key(text: statement.text, types: statement.parameters.map(\.type))
        let (name, isNew) = cache.use(key)
        if isNew {
            progress.sent(.prepare(index, key, name: name))
            guard handle.send(preparing: name, key) else { return false }
        }
        progress.sent(.execute(index, key))
        return handle.send(prepared: name, statement.parameters)
    }

    /// What goes in front: statements to be dropped, and behind a transaction pool the search path.
    private func sendPreamble(_ handle: ConnectionHandle, _ progress: inout PipelineProgress) -> Bool {
        var preamble: [SQL] = []
        if settings.behindTransactionPool, let path = settings.searchPath, handle.isOutsideTransaction {
            preamble.append("SELECT pg_catalog.set_config('search_path', \(path), true)")
        }
        if !handle.isInFailedTransaction {
            preamble += cache.takeDiscarded().map { "DEALLOCATE \(identifier: $0)" }
        }
        return preamble.allSatisfy { statement in
            progress.sent(.preamble)
            return handle.send(unprepared: statement.text, statement.parameters)
        }
    }

    // MARK: - Scripts

    /// Pipeline mode allows no simple queries, so it is left for as long as the script runs.
    func exchange(script: String) async throws(PostgresError) {
        guard !script.utf8.contains(0) else { throw PostgresError(.decoding, "a NUL within the script") }
        let handle = try connected()
        guard handle.exitPipeline(), handle.send(script: script) else {
            throw lose(PipelineProgress([]), cause(handle))
        }
        let refusal = try await readScript(handle, script)
        guard handle.enterPipeline() else { throw lose(PipelineProgress([]), cause(handle)) }
        if let refusal { throw refusal }
    }

    /// Reads all results; gives back the first refusal.
    private func readScript(
        _ handle: ConnectionHandle, _ script: String
    ) async throws(PostgresError) -> PostgresError? {
        var refusal: PostgresError?
        while true {
            let unsent = handle.flush()
            while unsent >= 0, !handle.isBusy {
                guard let result = handle.nextResult() else { return refusal }
                if let error = PostgresError(script: script, result) { refusal = refusal ?? error }
                if handle.isBad { throw lose(PipelineProgress([]), refusal ?? cause(handle)) }
            }
            let events = Int16(unsent == 1 ? POLLIN | POLLOUT : POLLIN)
            guard unsent >= 0, case .ready = await wait(handle.socket, for: events, until: patience) else {
                throw lose(PipelineProgress([]), PostgresError(.connectionLost, "given up during a script"))
            }
            guard handle.consumeInput() else { throw lose(PipelineProgress([]), cause(handle)) }
        }
    }
}
