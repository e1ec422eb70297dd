extension Bool: PostgresScalar {
    package static var postgresType: PostgresType { .bool }
    package static var postgresArrayType: PostgresType { .boolArray }

    package func encode(into bytes: inout [UInt8]) throws(PostgresError) {
        bytes.append(self ? 1 : 0)
    }

    package static func decode(_ cell: PostgresCell) throws(PostgresError) -> Bool {
        guard cell.type == .bool else { throw cell.mismatch("boolean") }
        return try cell.integer(UInt8.self) != 0
    }
}

extension PostgresScalar where Self: FixedWidthInteger {
    /// The binary format of one value.
    package func encode(into bytes: inout [UInt8]) throws(PostgresError) {
        bytes.appendBigEndian(self)
    }

    /// Any integer column whose value fits.
    package static func decode(_ cell: PostgresCell) throws(PostgresError) -> Self {
        guard let value = Self(exactly: try cell.anyInteger()) else {
            throw cell.mismatch("a value that fits \(Self.self)")
        }
        return value
    }
}

extension Int: PostgresScalar {
    package static var postgresType: PostgresType { .int8 }
    package static var postgresArrayType: PostgresType { .int8Array }
}

extension Int64: PostgresScalar {
    package static var postgresType: PostgresType { .int8 }
    package static var postgresArrayType: PostgresType { .int8Array }
}

extension Int32: PostgresScalar {
    package static var postgresType: PostgresType { .int4 }
    package static var postgresArrayType: PostgresType { .int4Array }
}

extension Int16: PostgresScalar {
    package static var postgresType: PostgresType { .int2 }
    package static var postgresArrayType: PostgresType { .int2Array }
}

extension Double: PostgresScalar {
    package static var postgresType: PostgresType { .float8 }
    package static var postgresArrayType: PostgresType { .float8Array }

    package func encode(into bytes: inout [UInt8]) throws(PostgresError) {
        bytes.appendBigEndian(bitPattern)
    }

    package static func decode(_ cell: PostgresCell) throws(PostgresError) -> Double {
        switch cell.type {
        case .float8: Double(bitPattern: try cell.integer())
        case .float4: Double(Float(bitPattern: try cell.integer()))
        default: throw cell.mismatch("a floating-point number")
        }
    }
}

extension PostgresCell {
    fileprivate func anyInteger() throws(PostgresError) -> Int64 {
        switch type {
        case .int8: try integer()
        case .int4: Int64(try integer(Int32.self))
        case .int2: Int64(try integer(Int16.self))
        case .oid: Int64(try integer(UInt32.self))
        default: throw mismatch("an integer")
        }
    }
}
