import Glibc
import Synchronization

/// Stands between client and server, and, once armed, swallows the server's next answer and cuts both connections:
/// the server has done the work, the client never hears of it.
final class CuttingProxy: Sendable {
    let port: Int
    private let listener: Int32
    private let upstreamPort: Int
    private let isArmed = Atomic(false)

    init(upstreamPort: Int) throws {
        self.upstreamPort = upstreamPort
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = Self.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = unsafe bind(listener, address, length)
                _ = unsafe getsockname(listener, address, &length)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        guard port != 0, listen(listener, 16) == 0 else { throw ProxyError() }
        Self.inBackground { self.acceptAll() }
    }

    struct ProxyError: Error {}

    func cutNextAnswer() {
        isArmed.store(true, ordering: .sequentiallyConsistent)
    }

    func close() {
        shutdown(listener, Int32(SHUT_RDWR))
        _ = Glibc.close(listener)
    }

    private func acceptAll() {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = Self.loopback(port: upstreamPort)
            _ = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            Self.inBackground { self.pump(from: client, to: server, cuts: false) }
            Self.inBackground { self.pump(from: server, to: client, cuts: true) }
        }
    }

    private func pump(from source: Int32, to sink: Int32, cuts: Bool) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe recv(source, &buffer, buffer.count, 0)
            let isCut = cuts && count > 0 && isArmed.exchange(false, ordering: .sequentiallyConsistent)
            guard count > 0, !isCut, unsafe send(sink, buffer, count, Int32(MSG_NOSIGNAL)) == count else {
                break
            }
        }
        shutdown(source, Int32(SHUT_RDWR))
        shutdown(sink, Int32(SHUT_RDWR))
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    private static func inBackground(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let job = unsafe Unmanaged.passRetained(Job(body)).toOpaque()
        unsafe pthread_create(
            &thread, nil,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().body()
                }
                return nil
            }, job)
        pthread_detach(thread)
    }

    private final class Job: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }
}
