import Events
import Foundation
import SMPP

/// The stand-in carrier's record: every message that it took, on disk before it says so, and which were receipted.
/// It recognises no duplicates, so that whoever sends twice is seen to.
actor StandinCarrierLedger {
    private(set) var messages: [StandinCarrierMessage] = []
    private var receipted: [String: String] = [:]
    /// Before this place every message is receipted.
    private var settled = 0
    private let taken: StandinCarrierLog
    private let receipts: StandinCarrierLog
    private let parts: StandinCarrierLog
    private var segments = StandinCarrierSegments()

    /// Reads what an earlier process has left.
    init(directory: URL) throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        var lines: [JSON] = []
        taken = try StandinCarrierLog(directory.appending(path: "messages.jsonl"), reading: &lines)
        messages = lines.compactMap(StandinCarrierMessage.init)
        lines = []
        receipts = try StandinCarrierLog(directory.appending(path: "receipts.jsonl"), reading: &lines)
        for line in lines {
            if let id = line[key: "id"]?.stringValue { receipted[id] = line[key: "status"]?.stringValue ?? "delivered" }
        }
        lines = []
        parts = try StandinCarrierLog(directory.appending(path: "segments.jsonl"), reading: &lines)
        segments = StandinCarrierSegments(
            lines, taken: Set(messages.flatMap(\.segments)), receipted: Set(receipted.keys))
    }

    /// Takes messages; they are on disk when this returns.
    func take(_ list: [(reference: String, to: String, text: String)]) throws -> [StandinCarrierMessage] {
        let at = RFC3339.text(Date())
        let new = list.enumerated().map { index, item in
            StandinCarrierMessage(
                id: "standin-\(messages.count + index + 1)", reference: item.reference, to: item.to, text: item.text,
                at: at)
        }
        try taken.append(new.map(\.json))
        messages += new
        return new
    }

    /// What is known of a reference: the latest message with it.
    func status(of references: [String]) -> [(message: StandinCarrierMessage, status: String)] {
        let wanted = Set(references)
        let found = messages.filter { wanted.contains($0.reference) }.map { ($0.reference, $0) }
        return Dictionary(found) { _, last in last }.values.map { ($0, receipted[$0.id] ?? "accepted") }
    }

    /// Messages taken before `limit` whose receipts nobody has yet confirmed, the oldest first.
    func unreceipted(before limit: Date, upTo count: Int) -> [StandinCarrierMessage] {
        let isSettled = { [receipted] (message: StandinCarrierMessage) in
            !message.segments.isEmpty || receipted[message.id] != nil
        }
        while settled < messages.count, isSettled(messages[settled]) { settled += 1 }
        let open = messages[settled...].lazy.filter { !isSettled($0) }.prefix(count)
        return open.prefix { RFC3339.date($0.at).map { $0 <= limit } ?? true }
    }

    /// The fleet has these receipts.
    func receipted(_ list: [(id: String, status: String)]) throws {
        try receipts.append(list.map { ["id": .string($0.id), "status": .string($0.status)] })
        for item in list { receipted[item.id] = item.status }
        segments.settle(Set(list.map(\.id)))
    }

    /// Takes segments and returns their ids; they are on disk then. A message is listed once all of it is there.
    func take(segments list: [SMPPShortMessage]) throws -> [StandinCarrierSegment] {
        let new = segments.number(list, at: RFC3339.text(Date()))
        try parts.append(new.map(\.json))
        let whole = segments.add(new)
        try taken.append(whole.map(\.json))
        messages += whole
        return new
    }

    /// Segments taken before `limit` whose receipts nobody has yet confirmed, the oldest first.
    func unreceiptedSegments(before limit: Date, upTo count: Int) -> [StandinCarrierSegment] {
        segments.open(upTo: count).prefix { segment in RFC3339.date(segment.at).map { $0 <= limit } ?? true }.map { $0 }
    }

    /// Whom a phone answers: the sender of what it got last.
    func sender(to phone: String) -> SMPPAddress? { segments.senders[phone] }
}

/// A file of JSON lines, only ever appended to.
struct StandinCarrierLog {
    private let file: FileHandle

    /// Opens it, reads what it holds, and cuts off a last line that a dying process left unfinished.
    init(_ url: URL, reading lines: inout [JSON]) throws {
        if !FileManager.default.fileExists(atPath: url.path) {
            try Data().write(to: url)
        }
        file = try FileHandle(forUpdating: url)
        let data = try file.readToEnd() ?? Data()
        let whole = data.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        for line in data[..<whole].split(separator: UInt8(ascii: "\n")) { lines.append(try JSON.parse(Array(line))) }
        try file.truncate(atOffset: UInt64(whole))
        try file.seekToEnd()
    }

    /// Returns when the lines are on disk.
    func append(_ lines: [JSON]) throws {
        guard !lines.isEmpty else { return }
        try file.write(contentsOf: Data(lines.flatMap { $0.bytes + [UInt8(ascii: "\n")] }))
        try file.synchronize()
    }
}
