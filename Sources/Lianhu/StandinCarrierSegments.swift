import Crypto
import Events
import Foundation
import SMPP

/// The segments that the stand-in carrier took over SMPP: which wait for the rest of their message, which for their
/// receipt.
struct StandinCarrierSegments {
    /// Of the last text to each phone.
    private(set) var senders: [String: SMPPAddress] = [:]
    private var last = 1_000_000
    private var incomplete: [[String]: [StandinCarrierSegment]] = [:]
    private var unreceipted: [StandinCarrierSegment] = []

    init() {}

    /// What an earlier process has left: segments of no message yet, and those without a receipt.
    init(_ lines: [JSON], taken: Set<String>, receipted: Set<String>) {
        let all = lines.compactMap(StandinCarrierSegment.init)
        last = all.map(\.number).max() ?? last
        _ = add(all.filter { !taken.contains($0.id) })
        unreceipted = all.filter { !receipted.contains($0.id) }
        for segment in all { senders[segment.to] = segment.from }
    }

    /// Gives numbers.
    mutating func number(_ messages: [SMPPShortMessage], at: String) -> [StandinCarrierSegment] {
        messages.map { message in
            last += 1
            return StandinCarrierSegment(number: last, message, at: at)
        }
    }

    /// The messages that these complete.
    mutating func add(_ segments: [StandinCarrierSegment]) -> [StandinCarrierMessage] {
        unreceipted += segments
        return segments.compactMap { segment in
            senders[segment.to] = segment.from
            guard let part = segment.content.part else { return Self.message([segment], segment.content.text) }
            let key = [segment.from.number, segment.to, "\(part.reference)", "\(part.count)"]
            incomplete[key, default: []].append(segment)
            guard let all = incomplete[key], let whole = SMPPContent(joining: all.map(\.content)) else { return nil }
            incomplete[key] = nil
            return Self.message(all, whole.text)
        }
    }

    /// The oldest without a receipt.
    func open(upTo count: Int) -> ArraySlice<StandinCarrierSegment> { unreceipted.prefix(count) }

    /// These have theirs.
    mutating func settle(_ ids: Set<String>) { unreceipted.removeAll { ids.contains($0.id) } }

    /// SMPP has no place for a reference of ours: a message is known by its phone and its text.
    static func reference(to phone: String, _ text: String) -> String {
        let digest = SHA256.hash(data: Data(text.utf8)).prefix(8)
        return phone + "-" + digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func message(_ segments: [StandinCarrierSegment], _ text: String) -> StandinCarrierMessage? {
        guard let first = segments.first else { return nil }
        let inOrder = segments.sorted { ($0.content.part?.number ?? 0) < ($1.content.part?.number ?? 0) }
        return StandinCarrierMessage(
            id: first.id, reference: reference(to: first.to, text), to: first.to, text: text, at: first.at,
            segments: inOrder.map(\.id))
    }
}
