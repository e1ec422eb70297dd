package import Events

/// What goes wrong with the stand-in carrier's SMPP on demand, and the dialect it speaks.
package struct StandinCarrierSMPPFaults: Sendable {
    /// How ids are written in answers and in receipts.
    enum IDs: String { case same, hex, decimal, alien }
    /// What receipts look like.
    enum Form: String { case text, parameters, shuffled }
    /// When receipts go: after the answer, before it, twice, or two seconds later.
    enum Time: String { case after, before, twice, late }
    /// What becomes of one submit.
    enum Submit { case take, takeSilently, takeAndDrop, queueFull }

    private(set) var ids = IDs.same
    private(set) var form = Form.text
    private(set) var time = Time.after
    /// The status with which binds are refused.
    private(set) var refuseBind: UInt32?
    /// Submits are taken and not answered, enquiries neither.
    private(set) var stall = false
    /// So many submits are answered with a full queue.
    private var queueFull = 0
    /// After so many more submits, none of them answered, the connection closes.
    private var dropAfter: Int?

    /// None.
    package init() {}

    /// Members that are there change something: `ids`, `receipts`, `time`, `refuseBind`, `stall`, `queueFull`,
    /// `dropAfter`; null ends it.
    package mutating func change(_ json: JSON) {
        if let value = json[key: "ids"] { ids = value.stringValue.flatMap(IDs.init) ?? .same }
        if let value = json[key: "receipts"] { form = value.stringValue.flatMap(Form.init) ?? .text }
        if let value = json[key: "time"] { time = value.stringValue.flatMap(Time.init) ?? .after }
        if let value = json[key: "refuseBind"] { refuseBind = value.intValue.flatMap { UInt32(exactly: $0) } }
        if let value = json[key: "stall"] { stall = value.boolValue ?? false }
        if let value = json[key: "queueFull"] { queueFull = value.intValue.map(Int.init) ?? 0 }
        if let value = json[key: "dropAfter"] { dropAfter = value.intValue.map(Int.init) }
    }

    /// Counts one submit.
    mutating func nextSubmit() -> Submit {
        if queueFull > 0 {
            queueFull -= 1
            return .queueFull
        }
        if let left = dropAfter {
            dropAfter = left > 1 ? left - 1 : nil
            return left > 1 ? .takeSilently : .takeAndDrop
        }
        return stall ? .takeSilently : .take
    }
}
