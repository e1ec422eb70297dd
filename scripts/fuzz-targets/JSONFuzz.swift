@testable import Events
@testable import Fleet

enum JSONFuzz {
    static func run(_ bytes: [UInt8]) {
        guard let json = parsed(bytes) else { return }
        let written = json.bytes
        FuzzCheck.holds((try? JSON.parse(written)) == json, "what is written is read as the same")
        FuzzCheck.holds((try? JSONCarefulReader.read(written)) == json, "the careful reader reads the same")
        let storable = json.storable
        FuzzCheck.holds(!holdsNUL(storable), "storable has no U+0000")
        FuzzCheck.holds(storable.storable == storable, "storable is stable")
    }

    /// Nil for what is refused by both readers, with the reason.
    private static func parsed(_ bytes: [UInt8]) -> JSON? {
        let quick = JSON.parseQuickly(bytes)
        do {
            let careful = try JSONCarefulReader.read(bytes)
            FuzzCheck.holds(quick == nil || quick == careful, "both readers read the same")
            return careful
        } catch {
            FuzzCheck.holds(quick == nil, "simdjson takes what is no JSON: \(error)")
            FuzzCheck.holds(error.offset <= bytes.count, "the fault is inside the document")
            return nil
        }
    }

    static func holdsNUL(_ json: JSON) -> Bool {
        switch json {
        case .string(let text): text.utf8.contains(0)
        case .array(let items): items.contains(where: holdsNUL)
        case .object(let object): object.contains { $0.key.utf8.contains(0) || holdsNUL($0.value) }
        case .null, .bool, .int, .double: false
        }
    }
}
