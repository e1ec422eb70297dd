import Glibc

/// A pthread mutex. `Synchronization.Mutex` would do, but the thread sanitizer does not know it and reports races
/// that are none.
///
/// `@unchecked Sendable` because the mutex is the only state, and it is made for being shared.
@safe package final class Lock: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    /// An unlocked lock.
    package init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(mutex, nil)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Runs `body` while nobody else holds the lock. Not recursive: `body` must not take the same lock again.
    package func withLock<T>(_ body: () throws -> T) rethrows -> T {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try body()
    }
}
