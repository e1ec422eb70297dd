/// What the store found that its own tables should make impossible.
package enum StoreError: Error, Equatable, CustomStringConvertible {
    /// The database answered fewer results than statements were sent.
    case missingResult
    /// A stored word that this version does not know: an older program reads a newer store.
    case unknownWord(String, table: String, column: String)
    /// The schema is older or newer than this program.
    case schema(found: Int, needed: Int)

    package var description: String {
        switch self {
        case .missingResult: "the database answered fewer results than statements were sent; report this defect"
        case .unknownWord(let word, let table, let column):
            "\(table).\(column) holds “\(word)”, which this version does not know; run the newest programs everywhere"
        case .schema(let found, let needed):
            "the database's schema is version \(found), this program needs \(needed); run `lianhu setup`"
        }
    }
}
