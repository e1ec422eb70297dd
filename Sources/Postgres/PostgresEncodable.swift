/// A value that can stand in an ``SQL`` as `\(value)`.
package protocol PostgresEncodable: Sendable {
    /// The type that the parameter is declared as.
    static var postgresType: PostgresType { get }
    /// Whether the value is NULL; then ``encode(into:)`` is not called.
    var isPostgresNull: Bool { get }
    /// Appends the binary form. Throws `.decoding` for what the type cannot hold.
    func encode(into bytes: inout [UInt8]) throws(PostgresError)
}

/// A value that can be read from a column.
package protocol PostgresDecodable {
    /// Reads the binary form. Throws `.decoding` if the column's type or value does not fit.
    static func decode(_ cell: PostgresCell) throws(PostgresError) -> Self
}

/// What can be the element of an array parameter. `UInt8` is one, so that `[UInt8]` is `bytea`.
package protocol PostgresArrayElement: Sendable {
    /// The type of an array of these.
    static var postgresArrayType: PostgresType { get }
    /// Appends the whole array's binary form.
    static func encode(array: [Self], into bytes: inout [UInt8]) throws(PostgresError)
    /// Reads a whole array.
    static func decode(array cell: PostgresCell) throws(PostgresError) -> [Self]
}

/// One value: a parameter, a column, or an element of an array of either.
package protocol PostgresScalar: PostgresEncodable, PostgresDecodable, PostgresArrayElement {}

extension PostgresEncodable {
    package var isPostgresNull: Bool { false }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package static var postgresType: PostgresType { Wrapped.postgresType }
    package var isPostgresNull: Bool { self?.isPostgresNull ?? true }

    package func encode(into bytes: inout [UInt8]) throws(PostgresError) {
        try self?.encode(into: &bytes)
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package static func decode(_ cell: PostgresCell) throws(PostgresError) -> Wrapped? {
        cell.isNull ? nil : try Wrapped.decode(cell)
    }
}

/// Enumerations and identifiers with a raw value need only declare ``PostgresScalar``.
extension PostgresScalar where Self: RawRepresentable, RawValue: PostgresScalar {
    package static var postgresType: PostgresType { RawValue.postgresType }
    package static var postgresArrayType: PostgresType { RawValue.postgresArrayType }

    /// The binary format of one value.
    package func encode(into bytes: inout [UInt8]) throws(PostgresError) {
        try rawValue.encode(into: &bytes)
    }

    /// Reads the binary format; throws what the cell does not fit.
    package static func decode(_ cell: PostgresCell) throws(PostgresError) -> Self {
        guard let value = Self(rawValue: try RawValue.decode(cell)) else {
            throw cell.mismatch("a value that \(Self.self) knows")
        }
        return value
    }
}
