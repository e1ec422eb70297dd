import Loop

/// Wakes a due runner before its time: something may have become due earlier than it thinks. Only a hint.
///
/// `@unchecked Sendable` because the lock guards the state.
package final class WakeSignal: @unchecked Sendable {
    private let lock = Lock()
    private var isSet = false
    private var waiter: CheckedContinuation<Void, Never>?

    package init() {}

    /// Ends the present wait, or the next one at once.
    package func wake() {
        let waiting = lock.withLock {
            let waiting = waiter
            waiter = nil
            if waiting == nil { isSet = true }
            return waiting
        }
        waiting?.resume()
    }

    /// Waits until woken, but no longer than `limit`.
    func wait(atMost limit: Duration) async {
        let alarm = Task {
            // One that was called off has nothing to end: it would end the next wait, and that the one after it.
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            wake()
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDue = lock.withLock {
                    if isSet || Task.isCancelled {
                        isSet = false
                        return true
                    }
                    waiter = continuation
                    return false
                }
                if isDue { continuation.resume() }
            }
        } onCancel: {
            wake()
        }
        alarm.cancel()
    }
}
