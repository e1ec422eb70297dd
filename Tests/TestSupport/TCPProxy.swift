import Foundation
import Glibc

/// Stands between a client and a real server and does to their connection what networks and stopped peers do.
///
/// `@unchecked Sendable` because everything that changes is under the lock.
package final class TCPProxy: @unchecked Sendable {
    /// Where clients connect.
    package let address: TestServers.Address
    private let server: TestServers.Address
    private let listener: Int32
    private let lock = NSLock()
    private var connections: [TCPProxyConnection] = []
    private var admissions = 0
    private var weather = TCPWeather()
    private var isRefusing = false

    /// Listens on a free port of the loopback. Throws when there is none.
    package init(to server: TestServers.Address) throws {
        self.server = server
        let (listener, port) = try TCPSocket.listen()
        self.listener = listener
        address = TestServers.Address(host: "127.0.0.1", port: port)
        Thread { [weak self] in
            while let client = TCPSocket.accept(listener) {
                guard let self else { break }
                admit(client)
            }
            close(listener)
        }.start()
    }

    deinit {
        stop()
    }

    /// How many connections there have been.
    package var admitted: Int { lock.withLock { admissions } }

    /// Nothing more is read from either side, as from a stopped process: the connections stay open and their buffers
    /// fill. New connections are frozen too.
    package func freeze() { change { $0.isFrozen = true } }

    /// Undoes ``freeze()``.
    package func thaw() { change { $0.isFrozen = false } }

    /// A poor line: so many bytes a second in each direction of each connection, each piece later by `delay` seconds.
    package func slow(bytesPerSecond: Int, delay: Double) {
        change {
            $0.bytesPerSecond = bytesPerSecond
            $0.delay = delay
        }
    }

    /// Undoes ``slow(bytesPerSecond:delay:)``.
    package func hurry() {
        change {
            $0.bytesPerSecond = nil
            $0.delay = 0
        }
    }

    /// Ends all connections without a word.
    package func cut() {
        for connection in lock.withLock({ connections }) { connection.end() }
        lock.withLock { connections = [] }
    }

    /// Ends all connections, and each new one at once, until ``admit()``.
    package func refuse() {
        lock.withLock { isRefusing = true }
        cut()
    }

    /// Undoes ``refuse()``.
    package func admit() { lock.withLock { isRefusing = false } }

    /// Says something to every client in the server's name. The server must be silent at that moment.
    package func inject(_ bytes: [UInt8]) {
        for connection in lock.withLock({ connections }) { connection.inject(bytes) }
    }

    /// Ends all connections and listens no more.
    package func stop() {
        cut()
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func change(_ body: (inout TCPWeather) -> Void) {
        lock.withLock {
            body(&weather)
            for connection in connections { connection.weather = weather }
        }
    }

    private func admit(_ client: Int32) {
        guard !lock.withLock({ isRefusing }), let peer = TCPSocket.connect(to: server) else {
            close(client)
            return
        }
        let connection = TCPProxyConnection(client: client, server: peer)
        lock.withLock {
            connection.weather = weather
            connections.removeAll { $0.isOver }
            connections.append(connection)
            admissions += 1
        }
        connection.start()
    }
}
