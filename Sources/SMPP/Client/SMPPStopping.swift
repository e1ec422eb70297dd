/// How far the end has come.
struct SMPPStopping {
    private(set) var hasBegun = false
    private(set) var isDone = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    mutating func begin() { hasBegun = true }

    /// Resumes the continuation once it is done.
    mutating func whenDone(_ continuation: CheckedContinuation<Void, Never>) {
        if isDone { continuation.resume() } else { waiting.append(continuation) }
    }

    mutating func finish() {
        isDone = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}
