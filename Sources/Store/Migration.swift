/// One step of the schema, plain SQL that is never edited once landed.
package struct Migration: Sendable, Equatable {
    /// From 1, without gaps.
    package let version: Int
    /// What it is about: `territory`.
    package let name: String
    /// Statements without a schema's name: the search path says where they go.
    package let sql: String

    init(_ version: Int, _ name: String, _ bytes: [UInt8]) {
        self.version = version
        self.name = name
        sql = String(decoding: bytes, as: UTF8.self)
    }
}
