import CPostgres
import Glibc

/// Owns a `PGconn`. Not Sendable: it lives on its connection's loop.
@safe final class ConnectionHandle {
    private let connection: OpaquePointer

    /// Starts to connect, without waiting. Nil only when memory is out.
    init?(keywords: [(keyword: String, value: String)]) {
        let names = CStrings(keywords.map(\.keyword))
        let values = CStrings(keywords.map(\.value))
        guard let connection = unsafe PQconnectStartParams(names.pointers, values.pointers, 0) else { return nil }
        unsafe self.connection = connection
        // libpq prints notices on standard error otherwise.
        unsafe PQsetNoticeProcessor(connection, { _, _ in }, nil)
        // Only at this level does the text of a failed connect hold the server's code.
        unsafe PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
    }

    deinit {
        unsafe PQfinish(connection)
    }

    /// It may change at every step of connecting.
    var socket: Int32 { unsafe PQsocket(connection) }
    var isBad: Bool { unsafe PQstatus(connection) == CONNECTION_BAD }
    var isOutsideTransaction: Bool { unsafe PQtransactionStatus(connection) == PQTRANS_IDLE }
    var isInFailedTransaction: Bool { unsafe PQtransactionStatus(connection) == PQTRANS_INERROR }
    var errorMessage: String { unsafe PQerrorMessage(connection).map { unsafe String(cString: $0) } ?? "" }

    func pollConnecting() -> PostgresPollingStatusType {
        unsafe PQconnectPoll(connection)
    }

    /// From here on no call waits for the socket.
    func becomeNonBlocking() -> Bool {
        unsafe PQsetnonblocking(connection, 1) == 0 && PQenterPipelineMode(connection) == 1
    }

    func enterPipeline() -> Bool { unsafe PQenterPipelineMode(connection) == 1 }
    func exitPipeline() -> Bool { unsafe PQexitPipelineMode(connection) == 1 }

    // MARK: - Sending: false means that the connection is of no more use

    func send(script: String) -> Bool {
        unsafe PQsendQuery(connection, script) == 1
    }

    func send(preparing name: String, _ statement: StatementCache.Key) -> Bool {
        let types = statement.types.map(\.oid)
        return unsafe PQsendPrepare(connection, name, statement.text, Int32(types.count), types) == 1
    }

    func send(prepared name: String, _ parameters: [SQLParameter]) -> Bool {
        let bound = BoundParameters(parameters)
        return unsafe bound.withPointers { values in
            unsafe PQsendQueryPrepared(
                connection, name, Int32(parameters.count), values, bound.lengths, bound.formats, 1) == 1
        }
    }

    func send(unprepared text: String, _ parameters: [SQLParameter]) -> Bool {
        let bound = BoundParameters(parameters)
        return unsafe bound.withPointers { values in
            unsafe PQsendQueryParams(
                connection, text, Int32(parameters.count), parameters.map(\.type.oid), values, bound.lengths,
                bound.formats, 1) == 1
        }
    }

    func sendSync() -> Bool {
        unsafe PQpipelineSync(connection) == 1
    }

    /// 0: all is sent; 1: the socket is full; -1: broken.
    func flush() -> Int32 {
        unsafe PQflush(connection)
    }

    // MARK: - Reading

    func consumeInput() -> Bool {
        unsafe PQconsumeInput(connection) == 1
    }

    /// Whether ``nextResult()`` would block.
    var isBusy: Bool { unsafe PQisBusy(connection) == 1 }

    /// Nil ends the results of one statement.
    func nextResult() -> ResultHandle? {
        guard let result = unsafe PQgetResult(connection) else { return nil }
        return unsafe ResultHandle(result)
    }

    /// The channels notified since the last call.
    func takeNotifications() -> [String] {
        var channels: [String] = []
        while let notification = unsafe PQnotifies(connection) {
            unsafe channels.append(String(cString: notification.pointee.relname))
            unsafe PQfreemem(notification)
        }
        return channels
    }
}

/// Copies of strings for C, ended by a null pointer.
@safe private final class CStrings {
    let pointers: [UnsafePointer<CChar>?]

    init(_ strings: [String]) {
        unsafe pointers = strings.map { unsafe UnsafePointer(strdup($0)) } + [nil]
    }

    deinit {
        for index in unsafe pointers.indices { unsafe free(UnsafeMutablePointer(mutating: pointers[index])) }
    }
}

/// Parameters laid out as libpq wants them: all bytes in one buffer, and where each begins.
private struct BoundParameters {
    private var bytes: [UInt8] = []
    private var offsets: [Int?] = []
    private(set) var lengths: [Int32] = []
    private(set) var formats: [Int32] = []

    init(_ parameters: [SQLParameter]) {
        bytes.reserveCapacity(parameters.reduce(1) { $0 + ($1.bytes?.count ?? 0) })
        for parameter in parameters {
            offsets.append(parameter.bytes == nil ? nil : bytes.count)
            lengths.append(Int32(clamping: parameter.bytes?.count ?? 0))
            formats.append(1)
            bytes.append(contentsOf: parameter.bytes ?? [])
        }
        // An empty buffer has no address, and a null pointer would mean NULL.
        bytes.append(0)
    }

    func withPointers<R>(_ body: ([UnsafePointer<CChar>?]) -> R) -> R {
        unsafe bytes.withUnsafeBytes { buffer in
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe body(offsets.map { offset in unsafe offset.flatMap { unsafe start?.advanced(by: $0) } })
        }
    }
}
