import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Values there and back")
struct ValueTests {
    /// What Postgres gives back for each value, bound and returned as it is.
    private func echo<T: PostgresEncodable & PostgresDecodable & Equatable>(
        _ values: [T], through connection: PostgresConnection, _ location: SourceLocation = #_sourceLocation
    ) async throws {
        for value in values {
            let back = try await connection.query("SELECT \(value)").rows[0].decode(0, as: T.self)
            #expect(back == value, sourceLocation: location)
        }
    }

    private func withConnection(_ body: (PostgresConnection) async throws -> Void) async throws {
        let connection = try await PostgresConnection.connect(try DatabaseFixture.settings())
        try await body(connection)
        await connection.close()
    }

    @Test func `numbers keep their extremes`() async throws {
        try await withConnection { connection in
            try await echo([true, false], through: connection)
            try await echo([Int16.min, -1, 0, .max], through: connection)
            try await echo([Int32.min, -1, 0, .max], through: connection)
            try await echo([Int64.min, -1, 0, .max], through: connection)
            try await echo([Int.min, -1, 0, .max], through: connection)
            try await echo([0, -0.5, .greatestFiniteMagnitude, .leastNonzeroMagnitude, .infinity], through: connection)
            let nan = try await connection.query("SELECT \(Double.nan)").rows[0].decode(0, as: Double.self)
            #expect(nan.isNaN)
            let mixed = try await connection.query("SELECT 7::int2, 8::int4, 1.5::float4").rows[0]
            #expect(try mixed.decode(Int.self, Int.self, Double.self) == (7, 8, 1.5))
        }
    }

    @Test func `text of every plane, bytes of every value`() async throws {
        let planes = (0...16).compactMap { Unicode.Scalar(UInt32($0) << 16 | 0x1234) ?? Unicode.Scalar(0x1F692) }
        let text = String(String.UnicodeScalarView(planes)) + "一家有事、十户呼应 '\"\\$1 \u{10FFFF}\u{1}"
        try await withConnection { connection in
            try await echo(["", text], through: connection)
            try await echo([[], Array(0...255) as [UInt8]], through: connection)
            try await echo([UUID()], through: connection)
            try await echo([JSONText(#"{"户": [1, null]}"#)], through: connection)
            let name = try await connection.query("SELECT 'a'::name, 'b'::varchar, 'c '::char(2), '{}'::json")
            #expect(
                try name.rows[0].decode(String.self, String.self, String.self, String.self) == ("a", "b", "c ", "{}"))
            let error = try await failure { _ = try await connection.query("SELECT \("a\0b")") }
            #expect(error.sqlState == "22021")
        }
    }

    @Test func `times keep microseconds, infinities are refused`() async throws {
        try await withConnection { connection in
            for seconds in [0, 818_000_000.123456, -3_155_760_000.5, 9e12, -2.1e11] {
                let time = Date(timeIntervalSinceReferenceDate: seconds)
                let row = try await connection.query("SELECT \(time), extract(epoch FROM \(time))::float8").rows[0]
                let (back, epoch) = try row.decode(Date.self, Double.self)
                #expect(abs(back.timeIntervalSince(time)) < 1e-6 || abs(time.timeIntervalSinceReferenceDate) > 1e10)
                #expect(abs(epoch - time.timeIntervalSince1970) < 0.01)
            }
            let never = Date.distantFuture + .infinity
            let written = try await failure { _ = try await connection.query("SELECT \(never)") }
            #expect(written.kind == .decoding && written.statementIndex == 0)
            for infinity in ["SELECT 'infinity'::timestamptz", "SELECT '-infinity'::date"] as [SQL] {
                let row = try await connection.query(infinity).rows[0]
                let read = try #require(throws: PostgresError.self) { try row.decode(0, as: Date.self) }
                #expect(read.message.contains("infinity"))
            }
        }
    }

    @Test func `arrays and nulls`() async throws {
        try await withConnection { connection in
            try await echo([[], ["a", "", "{\"x\",NULL}"]] as [[String]], through: connection)
            try await echo([[nil, "a", nil]] as [[String?]], through: connection)
            try await echo([[], [.min, .max]] as [[Int]], through: connection)
            try await echo([[nil, 1]] as [[Int32?]], through: connection)
            try await echo([[true, false]], through: connection)
            try await echo([[1.5, .infinity]] as [[Double]], through: connection)
            try await echo([[[], [0, 255]]] as [[[UInt8]]], through: connection)
            try await echo([[nil, [1]]] as [[[UInt8]?]], through: connection)
            try await echo([[UUID(), UUID()]], through: connection)
            try await echo([[JSONText("[1]"), JSONText("null")]], through: connection)
            try await echo([[Date(timeIntervalSinceReferenceDate: 0), nil]] as [[Date?]], through: connection)
            try await echo([nil, "a"] as [String?], through: connection)
            try await echo([nil, [1]] as [[Int]?], through: connection)
            let row = try await connection.query("SELECT NULL::text, ARRAY[NULL]::text[], '{{1},{2}}'::int4[]").rows[0]
            #expect(throws: PostgresError.self) { try row.decode(0, as: String.self) }
            #expect(throws: PostgresError.self) { try row.decode(1, as: [String].self) }
            #expect(throws: PostgresError.self) { try row.decode(2, as: [Int].self) }
        }
    }

    @Test func `a wrong type, a value too large and a missing column are errors`() async throws {
        try await withConnection { connection in
            let row = try await connection.query("SELECT 70000 AS big, 'x' AS \"Mixed\", 1.5 AS n").rows[0]
            #expect(throws: PostgresError.self) { try row.decode("big", as: Int16.self) }
            #expect(throws: PostgresError.self) { try row.decode("mixed", as: String.self) }
            #expect(throws: PostgresError.self) { try row.decode(3, as: String.self) }
            #expect(try row.decode("Mixed", as: String.self) == "x")
            let numeric = try #require(throws: PostgresError.self) { try row.decode("n", as: Double.self) }
            #expect(numeric.description.contains("::float8"))
        }
    }

    @Test func `a megabyte and more`() async throws {
        try await withConnection { connection in
            try await echo([[UInt8](repeating: 7, count: 1 << 20)], through: connection)
            try await echo([String(repeating: "邻", count: 1 << 20)], through: connection)
            // Both directions at once fill every buffer on the way: who only sends would wait for ever.
            let big = [UInt8](repeating: 9, count: 1 << 20)
            let results = try await connection.pipeline(Array(repeating: "SELECT \(big)", count: 24))
            for result in results { #expect(try result.rows[0].decode(0, as: [UInt8].self).count == big.count) }
        }
    }
}
