/// A statement with its values apart: `"… WHERE id = \(id)"` binds `id` as `$1`, so a value is never read as SQL.
package struct SQL: Sendable {
    /// What stands between the parameters: always one more than there are parameters.
    private var literals: [String]
    private(set) var parameters: [SQLParameter] = []
    /// Why this cannot be sent: a value that its type cannot hold. Interpolation cannot throw, so the query does.
    private(set) var problem: PostgresError?

    fileprivate init(literals: [String]) {
        self.literals = literals
    }

    /// The text with `$1`, `$2`, … in place of the values.
    package var text: String {
        var text = literals[0]
        for (index, literal) in literals.dropFirst().enumerated() { text += "$\(index + 1)\(literal)" }
        return text
    }

    /// COMMIT is told apart because a connection lost during it leaves an unknown outcome.
    var isCommit: Bool { literals.count == 1 && literals[0] == "COMMIT" }

    fileprivate mutating func append(text: String) {
        literals[literals.count - 1] += text
    }

    fileprivate mutating func append(_ other: SQL) {
        append(text: other.literals[0])
        literals += other.literals.dropFirst()
        parameters += other.parameters
        problem = problem ?? other.problem
    }

    fileprivate mutating func bind<T: PostgresEncodable>(_ value: T) {
        var bytes: [UInt8]?
        if !value.isPostgresNull {
            var encoded: [UInt8] = []
            do throws(PostgresError) { try value.encode(into: &encoded) } catch { problem = problem ?? error }
            bytes = encoded
        }
        parameters.append(SQLParameter(type: T.postgresType, bytes: bytes))
        literals.append("")
    }
}

/// A value in binary; without bytes it is NULL.
struct SQLParameter: Sendable {
    let type: PostgresType
    let bytes: [UInt8]?
}

extension SQL: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) {
        self.init(literals: [value])
    }

    package init(stringInterpolation: Interpolation) {
        self = stringInterpolation.sql
    }

    /// Collects text and values.
    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL(literals: [""])

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) {
            sql.append(text: literal)
        }

        /// Binds a value.
        package mutating func appendInterpolation<T: PostgresEncodable>(_ value: T) {
            sql.bind(value)
        }

        /// Splices a name, quoted.
        package mutating func appendInterpolation(identifier name: String) {
            let parts = name.split(separator: "\"", omittingEmptySubsequences: false)
            sql.append(text: "\"" + parts.joined(separator: "\"\"") + "\"")
        }

        /// Splices another statement's text and values.
        package mutating func appendInterpolation(raw: SQL) {
            sql.append(raw)
        }

        /// Splices text that stands in this program's source. (A literal counts as a statement without values.)
        @_disfavoredOverload
        package mutating func appendInterpolation(raw: StaticString) {
            sql.append(text: raw.description)
        }
    }
}
