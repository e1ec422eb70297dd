import Glibc

/// The sockets that a loop sleeps on, and the one call of `poll`.
struct LoopWatches {
    private struct Watch {
        let events: Int16
        let ready: (Int16) -> Void
    }

    private var watches: [Int32: Watch] = [:]
    private var polled: [pollfd] = []
    private var isStale = true

    mutating func set(_ fd: Int32, events: Int16, _ ready: @escaping (Int16) -> Void) {
        watches[fd] = Watch(events: events, ready: ready)
        isStale = true
    }

    mutating func remove(_ fd: Int32) {
        watches[fd] = nil
        isStale = true
    }

    /// Sleeps until an event, a write to `wake`, or `timeout` milliseconds; gives back who is to be called.
    mutating func poll(wake: Int32, timeout: Int32) -> [(fd: Int32, events: Int16)] {
        refresh(wake: wake)
        let count = unsafe Glibc.poll(&polled, nfds_t(polled.count), timeout)
        guard count > 0 else { return [] }
        if polled[0].revents != 0 {
            var counter: UInt64 = 0
            _ = unsafe read(wake, &counter, MemoryLayout<UInt64>.size)
        }
        return polled.dropFirst().compactMap { $0.revents == 0 ? nil : (fd: $0.fd, events: $0.revents) }
    }

    /// Looked up at the moment of the call, because an earlier call in the same round may have ended the watch.
    func handler(of fd: Int32) -> ((Int16) -> Void)? {
        watches[fd]?.ready
    }

    private mutating func refresh(wake: Int32) {
        guard isStale else { return }
        polled = [pollfd(fd: wake, events: Int16(POLLIN), revents: 0)]
        polled += watches.map { pollfd(fd: $0.key, events: $0.value.events, revents: 0) }
        isStale = false
    }
}
