import Postgres
import Testing

@Suite("SQL literals")
struct SQLTests {
    @Test func `values become numbered parameters`() {
        let sql: SQL = "SELECT * FROM a WHERE b = \(1) AND c = ANY(\(["x"]))"
        #expect(sql.text == "SELECT * FROM a WHERE b = $1 AND c = ANY($2)")
    }

    @Test func `a spliced statement brings its values, renumbered`() {
        let condition: SQL = "b = \(1) OR c = \(2)"
        let sql: SQL = "SELECT \(0) WHERE \(raw: condition) LIMIT \(3)"
        #expect(sql.text == "SELECT $1 WHERE b = $2 OR c = $3 LIMIT $4")
    }

    @Test func `identifiers are quoted`() {
        let name = "a\"; DROP"
        let sql: SQL = "SELECT \(identifier: name)\(raw: " FROM t")"
        #expect(sql.text == "SELECT \"a\"\"; DROP\" FROM t")
    }
}
