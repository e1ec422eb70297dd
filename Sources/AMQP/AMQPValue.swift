/// One value of a header table.
package enum AMQPValue: Sendable, Equatable {
    /// Present without a value. Also what stands for tables and arrays nested deeper than ``deepest``.
    case null
    case bool(Bool)
    /// Every integer width of the protocol; unsigned values beyond `Int64.max` arrive as that.
    case int(Int64)
    /// Both float widths, and decimals.
    case double(Double)
    case string(String)
    /// A byte array, or a string that is not UTF-8.
    case bytes([UInt8])
    /// Whole seconds since 1970.
    case timestamp(UInt64)
    case table([String: AMQPValue])
    case array([AMQPValue])

    /// How deep tables and arrays may nest. A hostile header can nest thousands deep in one frame; copying, comparing
    /// or freeing it would overflow the stack of the thread that does it.
    package static let deepest = 64
}
