// Arrays in binary form (src/backend/utils/adt/arrayfuncs.c, array_send): dimensions, a flag for nulls, the element's
// type; for each dimension its length and lower bound; then each element with its length, -1 for NULL.

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    package static var postgresType: PostgresType { Element.postgresArrayType }

    package func encode(into bytes: inout [UInt8]) throws(PostgresError) {
        try Element.encode(array: self, into: &bytes)
    }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    package static func decode(_ cell: PostgresCell) throws(PostgresError) -> [Element] {
        try Element.decode(array: cell)
    }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresScalar {
    package static var postgresArrayType: PostgresType { Wrapped.postgresArrayType }

    package static func encode(array: [Wrapped?], into bytes: inout [UInt8]) throws(PostgresError) {
        try ArrayForm.encode(array, into: &bytes)
    }

    package static func decode(array cell: PostgresCell) throws(PostgresError) -> [Wrapped?] {
        try ArrayForm.decode(cell)
    }
}

extension PostgresScalar {
    /// An array of these, dimensions and all, as the binary format has it.
    package static func encode(array: [Self], into bytes: inout [UInt8]) throws(PostgresError) {
        try ArrayForm.encode(array, into: &bytes)
    }

    /// Reads what `encode(array:into:)` writes.
    package static func decode(array cell: PostgresCell) throws(PostgresError) -> [Self] {
        try ArrayForm.decode(cell)
    }
}

private enum ArrayForm {
    static func encode<T: PostgresEncodable>(_ array: [T], into bytes: inout [UInt8]) throws(PostgresError) {
        guard let count = Int32(exactly: array.count) else {
            throw PostgresError(.decoding, "an array of \(array.count) elements is too long")
        }
        bytes.appendBigEndian(Int32(count == 0 ? 0 : 1))
        bytes.appendBigEndian(Int32(array.contains(where: \.isPostgresNull) ? 1 : 0))
        bytes.appendBigEndian(T.postgresType.oid)
        guard count > 0 else { return }
        bytes.appendBigEndian(count)
        bytes.appendBigEndian(Int32(1))
        for element in array { try encode(element: element, into: &bytes) }
    }

    /// The length goes in front once it is known.
    private static func encode<T: PostgresEncodable>(
        element: T, into bytes: inout [UInt8]
    ) throws(PostgresError) {
        let lengthAt = bytes.count
        bytes.appendBigEndian(Int32(-1))
        guard !element.isPostgresNull else { return }
        try element.encode(into: &bytes)
        guard let length = UInt32(exactly: bytes.count - lengthAt - 4) else {
            throw PostgresError(.decoding, "an array element is too long")
        }
        for place in 0..<4 { bytes[lengthAt + place] = UInt8(truncatingIfNeeded: length >> (24 - 8 * place)) }
    }

    static func decode<T: PostgresDecodable>(_ cell: PostgresCell) throws(PostgresError) -> [T] {
        var reader = try CellReader(cell)
        let dimensions = try reader.int32()
        _ = try reader.int32()
        let type = PostgresType(oid: UInt32(bitPattern: try reader.int32()))
        guard dimensions != 0 else { return [] }
        guard dimensions == 1 else { throw cell.mismatch("an array of one dimension") }
        let count = Int(try reader.int32())
        _ = try reader.int32()
        var elements: [T] = []
        elements.reserveCapacity(min(max(count, 0), cell.count / 4))
        for _ in 0..<max(count, 0) { elements.append(try T.decode(try reader.cell(type))) }
        return elements
    }
}
