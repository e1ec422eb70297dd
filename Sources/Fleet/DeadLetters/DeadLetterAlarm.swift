import Domain
import Events
import Foundation
import Store

/// A dead letter that may be an emergency goes before the centres' duty desks as raw text, at once: a format error must
/// not cost a life. [domain.md 1.1]
struct DeadLetterAlarm {
    /// Begins the ids of these notices; a dead letter of an alarm raises none.
    private static let prefix = "dead/"
    /// Characters of the message that a text shows.
    private static let shown = 60

    let worker: Worker
    let townships: [AreaCode]
    let now: Date

    /// The rows to save with the letters; found by the sweep within a second.
    func rows(for letters: [DeadLetter]) -> [OutboxRow] {
        letters.compactMap(event).map { ToldEvent($0, urgent: true).row() }
    }

    private func event(_ letter: DeadLetter) -> CloudEvent? {
        guard letter.maybeEmergency, letter.eventID?.hasPrefix(Self.prefix) != true else { return nil }
        let audience = desks(letter)
        guard !audience.isEmpty else { return nil }
        let id = Self.prefix + letter.takenKey.bytes.map { String($0, radix: 16) }.joined(separator: ".")
        let request = NoticeRequest(
            key: id, purpose: "deadLetter", priority: .emergency, audience: Audience(audience),
            text: "【联户】可能紧急但系统未能受理(\(letter.reason)):\(words(of: letter))。请立即核实。")
        return NoticeRequestedEvent.event(request, source: "lianhu/\(worker.rawValue)", id: id, time: now)
    }

    /// The township that the message names, else all of them.
    private func desks(_ letter: DeadLetter) -> [AudienceTerm] {
        let place = (try? JSON.parse(letter.body))?[key: "data"]?[key: "place"]
        let code = place?.stringValue ?? place?[key: "area"]?.stringValue
        let named = code.flatMap { AreaCode.candidates(in: $0).first }?.at(.township)
        return (named.flatMap { townships.contains($0) ? [$0] : nil } ?? townships).map { .post(.centreDuty, $0) }
    }

    /// The report's own words if they can be found, else the beginning of what came.
    private func words(of letter: DeadLetter) -> String {
        let data = (try? JSON.parse(letter.body))?[key: "data"]
        let texts = data?.objectValue?.compactMap(\.value.stringValue) ?? []
        let words = data?[key: "text"]?.stringValue ?? texts.joined(separator: ";")
        let found = words.isEmpty ? EmergencyHint.readable(letter.body) : words
        return String(String.UnicodeScalarView(found.unicodeScalars.filter { $0.value >= 0x20 }.prefix(Self.shown)))
    }
}
