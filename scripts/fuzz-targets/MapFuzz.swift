import Domain
import Events

/// Field maps that people write, over data that systems send; and what phones answer.
enum MapFuzz {
    /// A map up to the first 0xFF, then data; the same bytes are a reply, too.
    static func run(_ input: FuzzInput) {
        reply(String(decoding: input.rest, as: UTF8.self))
        var input = input
        guard let written = input.piece(), let json = try? JSON.parse(Array(written.utf8)) else { return }
        do {
            let map = try FieldMap(json)
            guard let data = try? JSON.parse(input.rest) else { return }
            apply(map, to: data)
        } catch {
            FuzzCheck.isPresentable("\(error)")
        }
    }

    private static func apply(_ map: FieldMap, to data: JSON) {
        let mapped = map.apply(to: data)
        FuzzCheck.holds((mapped.objectValue == nil) == (data.objectValue == nil), "an object stays one")
        FuzzCheck.holds(FieldMap.none.apply(to: data) == data, "no map changes nothing")
        // Texts may hold what no document can, so only what can be written must be read again.
        if let again = try? JSON.parse(mapped.bytes) { FuzzCheck.holds(again == mapped, "what is written is read again") }
    }

    private static func reply(_ text: String) {
        if case .free(let kept) = NoticeReply(text) {
            FuzzCheck.holds(text.utf8.suffix(kept.utf8.count).elementsEqual(kept.utf8), "words are kept as they came")
        }
    }
}
