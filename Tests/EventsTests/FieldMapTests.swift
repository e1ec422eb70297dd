import Testing

@testable import Events

@Suite struct FieldMapTests {
    private static let map: JSON = [
        "text": ["from": ["Type", "Descriptor"]],
        "category": ["from": "Type", "values": ["HEATING": "service"], "otherwise": "other"],
        "place.area": ["from": "Board", "values": ["05 BRONX": "330604112"]],
        "severity": ["from": "Urgency", "value": "normal"],
    ]

    @Test func fieldsAndWordsBecomeOurs() throws {
        let data: JSON = ["Type": "HEATING", "Descriptor": "no heat", "Board": "05 BRONX", "Zip": 10457]
        #expect(
            try FieldMap(Self.map).apply(to: data) == [
                "Type": "HEATING", "Descriptor": "no heat", "Board": "05 BRONX", "Zip": 10457,
                "text": "HEATING no heat", "category": "service", "place": ["area": "330604112"], "severity": "normal",
            ])
    }

    /// Found by fuzzing: a name with a control character went to the terminal as it was.
    @Test func whatIsWrongIsSaidInOneLine() {
        let names = ["\r\u{1B}[31m", String(repeating: "x", count: 5000)]
        for name in names {
            let wrong: JSON = .object(JSONObject(firstOf: [(name, JSON.string("a"))]))
            let fault = #expect(throws: FieldMap.Fault.self) { try FieldMap(["text": wrong]) }
            let said = fault?.description.unicodeScalars ?? "".unicodeScalars
            #expect(!said.contains { $0.properties.generalCategory == .control } && said.count <= 400)
        }
    }

    @Test func whatIsMissingStaysMissing() throws {
        let mapped = try FieldMap(Self.map).apply(to: ["Type": "Noise", "Board": 7, "Descriptor": "", "Urgency": nil])
        #expect(mapped[key: "text"] == "Noise")
        #expect(mapped[key: "category"] == "other")
        #expect(mapped[key: "place"] == ["area": "7"])
        #expect(mapped[key: "severity"] == "normal")
        #expect(try FieldMap(["text": ["from": "a"]]).apply(to: ["b": 1]) == ["b": 1])
        #expect(try FieldMap(Self.map).apply(to: "text") == "text")
        #expect(FieldMap.none.apply(to: ["a": 1]) == ["a": 1])
    }

    private static let faults: [(JSON, String)] = [
        (["text": "Type"], "text: expected an object with from or value"),
        (["text": [:]], "text: say from which field, or which value it always has"),
        (["text": ["form": "x"]], "text.form: expected from, values, otherwise or value"),
        (["text": ["from": []]], "text.from: expected a field's name or up to eight of them"),
        (["text": ["from": "a", "values": ["x": 1]]], "text.values: expected an object of their word to ours"),
        (["text": ["value": 3]], "text.value: expected a text"),
        (["a..b": ["from": "x"]], "'a..b' is no field's name: write text, or place.area"),
        ([1, 2], "expected an object of our fields' names"),
    ]

    @Test(arguments: faults) func whatIsNoMapIsNamed(json: JSON, fault: String) {
        #expect(throws: FieldMap.Fault(description: fault)) { try FieldMap(json) }
    }
}
