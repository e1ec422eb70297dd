/// One value of a result, in binary, as long as its row is alive.
@safe package struct PostgresCell {
    /// The type of the column, or of the array's element.
    package let type: PostgresType
    private let bytes: UnsafeRawBufferPointer?

    init(type: PostgresType, bytes: UnsafeRawBufferPointer?) {
        self.type = type
        unsafe self.bytes = bytes
    }

    /// Whether the value is NULL.
    package var isNull: Bool { unsafe bytes == nil }

    /// How many bytes; 0 for NULL.
    var count: Int { unsafe bytes?.count ?? 0 }

    /// A copy of the bytes from `start` on.
    func copy(from start: Int = 0) throws(PostgresError) -> [UInt8] {
        unsafe [UInt8](try required().dropFirst(start))
    }

    /// The bytes from `start` on, as UTF-8.
    func string(from start: Int = 0) throws(PostgresError) -> String {
        let text = unsafe String(validating: try required().dropFirst(start), as: UTF8.self)
        guard let text else { throw mismatch("UTF-8") }
        return text
    }

    /// A big-endian integer that fills the value.
    func integer<T: FixedWidthInteger>(_: T.Type = T.self) throws(PostgresError) -> T {
        guard unsafe try required().count == MemoryLayout<T>.size else { throw mismatch("\(T.self)") }
        return try integer(at: 0)
    }

    /// A big-endian integer within the value.
    func integer<T: FixedWidthInteger>(at offset: Int) throws(PostgresError) -> T {
        let bytes = unsafe try required()
        guard offset >= 0, offset + MemoryLayout<T>.size <= bytes.count else { throw mismatch("more bytes") }
        return unsafe T(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self))
    }

    /// A part of the value, as a value of its own; a negative length is NULL.
    func part(at offset: Int, length: Int, type: PostgresType) throws(PostgresError) -> PostgresCell {
        guard length >= 0 else { return unsafe PostgresCell(type: type, bytes: nil) }
        let bytes = unsafe try required()
        guard offset + length <= bytes.count else { throw mismatch("more bytes") }
        return unsafe PostgresCell(type: type, bytes: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]))
    }

    /// The error for a value that is not what was asked for. It names the type and never the value.
    package func mismatch(_ expected: String) -> PostgresError {
        let got = isNull ? "NULL" : "\(count) bytes of \(type)"
        let hint = type == .numeric ? "; cast it in the query, e.g. ::bigint or ::float8" : ""
        return PostgresError(.decoding, "expected \(expected), got \(got)\(hint)")
    }

    private func required() throws(PostgresError) -> UnsafeRawBufferPointer {
        guard let bytes = unsafe bytes else { throw mismatch("a value") }
        return unsafe bytes
    }
}

/// Reads the parts of a composed value in order.
struct CellReader {
    private let cell: PostgresCell
    private var offset = 0

    init(_ cell: PostgresCell) throws(PostgresError) {
        guard !cell.isNull else { throw cell.mismatch("an array") }
        self.cell = cell
    }

    mutating func int32() throws(PostgresError) -> Int32 {
        let value: Int32 = try cell.integer(at: offset)
        offset += 4
        return value
    }

    /// A length and that many bytes.
    mutating func cell(_ type: PostgresType) throws(PostgresError) -> PostgresCell {
        let length = Int(try int32())
        let part = try cell.part(at: offset, length: length, type: type)
        offset += max(length, 0)
        return part
    }
}

extension [UInt8] {
    mutating func appendBigEndian<T: FixedWidthInteger>(_ value: T) {
        let bits = T.bitWidth
        for place in 1...(bits / 8) { append(UInt8(truncatingIfNeeded: value >> T(bits - 8 * place))) }
    }
}
