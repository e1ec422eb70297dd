import Foundation
import Glibc

/// What happens to what is sent through a ``TCPProxy``.
struct TCPWeather {
    var isFrozen = false
    /// Nil: as fast as it goes.
    var bytesPerSecond: Int?
    /// Seconds by which each piece is late.
    var delay = 0.0
}

/// One connection through a ``TCPProxy``: a thread for each direction. Its sockets are closed when both have ended.
///
/// `@unchecked Sendable` because what changes is under the condition's lock.
final class TCPProxyConnection: @unchecked Sendable {
    private let client: Int32
    private let server: Int32
    private let condition = NSCondition()
    private var current = TCPWeather()
    private var ended = false

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
    }

    deinit {
        close(client)
        close(server)
    }

    /// Both sides are told at once.
    var weather: TCPWeather {
        get { locked { current } }
        set {
            locked {
                current = newValue
                condition.broadcast()
            }
        }
    }

    var isOver: Bool { locked { ended } }

    func start() {
        Thread { self.copy(from: self.client, to: self.server) }.start()
        Thread { self.copy(from: self.server, to: self.client) }.start()
    }

    func inject(_ bytes: [UInt8]) {
        _ = TCPSocket.write(bytes[...], to: client)
    }

    func end() {
        locked {
            ended = true
            condition.broadcast()
        }
        shutdown(client, Int32(SHUT_RDWR))
        shutdown(server, Int32(SHUT_RDWR))
    }

    /// Reads block, so that hundreds of idle connections cost nothing; what was read when the frost came waits here.
    private func copy(from source: Int32, to target: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while waitWhileFrozen() {
            let size = min(weather.bytesPerSecond.map { max($0 / 20, 1) } ?? buffer.count, buffer.count)
            let count = unsafe read(source, &buffer, size)
            guard count > 0, waitWhileFrozen() else { break }
            waitOnTheWay(count)
            guard TCPSocket.write(buffer[..<count], to: target) else { break }
        }
        end()
    }

    /// False once the connection has ended.
    private func waitWhileFrozen() -> Bool {
        locked {
            while current.isFrozen, !ended { condition.wait() }
            return !ended
        }
    }

    private func waitOnTheWay(_ count: Int) {
        let weather = weather
        let seconds = weather.delay + (weather.bytesPerSecond.map { Double(count) / Double($0) } ?? 0)
        if seconds > 0 { Thread.sleep(forTimeInterval: seconds) }
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        condition.lock()
        defer { condition.unlock() }
        return body()
    }
}

extension TestServers.Address {
    /// Whether somebody listens there now.
    package var answers: Bool {
        guard let peer = TCPSocket.connect(to: self) else { return false }
        close(peer)
        return true
    }
}

/// The socket calls a proxy needs.
enum TCPSocket {
    static func listen() throws -> (socket: Int32, port: Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(listener, generic, size) + Glibc.listen(listener, 64)
                    + getsockname(listener, generic, &size)
            }
        }
        guard status == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    static func accept(_ listener: Int32) -> Int32? {
        let client = Glibc.accept(listener, nil, nil)
        return client < 0 ? nil : client
    }

    /// The loopback's servers only: tests have no others.
    static func connect(to server: TestServers.Address) -> Int32? {
        let peer = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = unsafe inet_addr(server.host)
        address.sin_port = UInt16(server.port).bigEndian
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe Glibc.connect(peer, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            close(peer)
            return nil
        }
        return peer
    }

    /// False when the peer is gone.
    static func write(_ bytes: ArraySlice<UInt8>, to target: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
