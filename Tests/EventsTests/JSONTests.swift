import Testing

@testable import Events

@Suite struct JSONTests {
    private func parse(_ text: String) throws -> JSON { try JSON.parse(Array(text.utf8)) }

    @Test func readsEveryKind() throws {
        let json = try parse(#" {"a":[1,-2.5,true,false,null],"b":"x\"\u00e9\ud83d\ude00\/","c":{}} "#)
        #expect(json == ["a": [1, -2.5, true, false, nil], "b": "x\"é😀/", "c": [:]])
        #expect(json[key: "a"]?.arrayValue?.first?.intValue == 1)
        #expect(json[key: "a"]?.arrayValue?[1].doubleValue == -2.5)
        #expect(json[key: "b"]?.stringValue == "x\"é😀/")
        #expect(json[key: "c"]?.objectValue?.count == 0)
        #expect(json[key: "d"] == nil)
        #expect(json[key: "a"]?.stringValue == nil)
    }

    @Test func readsSingleValues() throws {
        #expect(try parse("7") == 7)
        #expect(try parse(" \"\" ") == "")
        #expect(try parse("null").isNull)
        #expect(try parse("0.5") == 0.5)
    }

    @Test func wholeNumbersBeyondInt64AreDoubles() throws {
        #expect(try parse("9223372036854775807") == .int(.max))
        #expect(try parse("-9223372036854775808") == .int(.min))
        #expect(try parse("9223372036854775808") == .double(9_223_372_036_854_775_808))
        #expect(try parse("[123456789012345678901234567890]") == [.double(1.2345678901234568e29)])
        #expect(try parse("-99999999999999999999") == .double(-1e20))
    }

    @Test func aFractionlessDoubleIsAnInteger() {
        #expect(JSON.double(3).intValue == 3)
        #expect(JSON.double(3.5).intValue == nil)
        #expect(JSON.double(1e300).intValue == nil)
        #expect(JSON.int(3).doubleValue == 3)
    }

    @Test func keepsTheOrderOfMembersButDoesNotCompareIt() throws {
        let json = try parse(#"{"z":1,"a":2}"#)
        #expect(json.objectValue?.keys == ["z", "a"])
        #expect(json == ["a": 2, "z": 1])
        #expect(json != ["a": 1, "z": 2])
        #expect(json != ["a": 2])
        #expect(json != ["a": 2, "y": 1])
    }

    @Test func textsAreComparedByteForByte() throws {
        #expect(JSON.string("\u{E9}") != JSON.string("e\u{301}"))
        let both = try parse(#"{"\u00e9":1,"e\u0301":2}"#)
        #expect(both[key: "\u{E9}"] == 1)
        #expect(both[key: "e\u{301}"] == 2)
    }

    @Test func membersAreSetReplacedAndRemoved() {
        var object = JSONObject()
        object["a"] = 1
        object["b"] = .some(.null)
        object["a"] = 2
        #expect(JSON.object(object).bytes == Array(#"{"a":2,"b":null}"#.utf8))
        object["a"] = .none
        #expect(object.keys == ["b"])
    }

    @Test func escapesOnlyWhatMustBe() {
        let json: JSON = ["a/\"\\": "é三😀\u{1}\u{1F}\n\r\t\u{7F}\u{2028}"]
        let expected = #"{"a/\"\\":"é三😀\u0001\u001f\n\r\t"# + "\u{7F}\u{2028}\"}"
        #expect(String(decoding: json.bytes, as: UTF8.self) == expected)
    }

    @Test func writesNumbersSoThatTheyStayWhatTheyAre() throws {
        #expect(try JSON.parse(JSON.double(5).bytes) == .double(5))
        #expect(try JSON.parse(JSON.double(1e300).bytes) == .double(1e300))
        #expect(JSON.double(.nan).bytes == Array("null".utf8))
        #expect(JSON.double(.infinity).bytes == Array("null".utf8))
    }

    @Test func sixtyFourLevelsAreReadAndNoMore() throws {
        let limit = JSON.depthLimit
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        #expect(try JSON.parse(Array(nested(limit).utf8)).arrayValue?.count == 1)
        #expect(throws: JSONError(fault: .tooDeep, offset: limit)) { try parse(nested(limit + 1)) }
    }

    @Test func summariesShowNoContents() {
        #expect(JSON.string("张三").summary == "a text of 2 characters")
        #expect(JSON.array([1, 2]).summary == "a list of 2")
        #expect(JSON.int(13_800_000_000).summary == "a number")
    }
}
