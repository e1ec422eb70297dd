/// The members of a JSON object in the order in which they were written; each key once.
///
/// Keys are compared byte for byte: `String` compares by Unicode's equivalence, which takes a minute over a key of
/// a hundred thousand combining marks that somebody sent.
package struct JSONObject: Sendable {
    /// A key and its value.
    package struct Member: Sendable {
        /// As written, escapes resolved.
        package let key: String
        /// Null where null was written.
        package var value: JSON
    }

    private var members: [Member] = []

    /// Without members.
    package init() {}

    /// Takes members whose keys are known to differ.
    init(distinct members: [Member]) { self.members = members }

    /// Of any members, in their order; of those whose keys are the same the first counts.
    package init(firstOf members: some Sequence<(String, JSON)>) {
        var seen: Set<[UInt8]> = []
        self.members = members.compactMap { key, value in
            seen.insert(Array(key.utf8)).inserted ? Member(key: key, value: value) : nil
        }
    }

    /// Of members.
    package var count: Int { members.count }

    /// In the order in which they were written.
    package var keys: [String] { members.map(\.key) }

    /// Setting replaces in place or appends; nil removes. Objects are small, so keys are compared one after another.
    package subscript(key: String) -> JSON? {
        get { members.first { $0.key.hasSameBytes(as: key) }?.value }
        set {
            switch (members.firstIndex { $0.key.hasSameBytes(as: key) }, newValue) {
            case (let at?, let value?): members[at].value = value
            case (let at?, nil): members.remove(at: at)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }
}

extension JSONObject: Sequence {
    /// Over the members in their order.
    package func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}

extension JSONObject: Equatable {
    /// The order of members means nothing in JSON, and a store may have changed it.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        if left.members == right.members { return true }
        guard left.count == right.count else { return false }
        let named = Dictionary(right.members.map { (Array($0.key.utf8), $0.value) }) { _, last in last }
        return left.members.allSatisfy { named[Array($0.key.utf8)] == $0.value }
    }
}

extension JSONObject.Member: Equatable {
    /// Byte for byte.
    package static func == (left: Self, right: Self) -> Bool {
        left.key.hasSameBytes(as: right.key) && left.value == right.value
    }
}

extension String {
    func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}
