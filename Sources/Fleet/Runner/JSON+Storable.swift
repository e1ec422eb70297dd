import Events

extension JSON {
    /// The value as the database can hold it: U+0000, which its texts have no place for, becomes U+FFFD. An emergency
    /// is not refused because of a stray byte in a device's name.
    var storable: JSON { hasNUL ? replacingNUL : self }

    private var hasNUL: Bool {
        switch self {
        case .string(let text): text.utf8.contains(0)
        case .array(let items): items.contains { $0.hasNUL }
        case .object(let object): object.contains { $0.key.utf8.contains(0) || $0.value.hasNUL }
        case .null, .bool, .int, .double: false
        }
    }

    private var replacingNUL: JSON {
        switch self {
        case .string(let text): return .string(StoredProperties.storable(text))
        case .array(let items): return .array(items.map(\.replacingNUL))
        case .object(let object):
            let members = object.map { (StoredProperties.storable($0.key), $0.value.replacingNUL) }
            return .object(JSONObject(firstOf: members))
        case .null, .bool, .int, .double: return self
        }
    }
}
