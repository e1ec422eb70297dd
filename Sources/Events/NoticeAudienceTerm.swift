import Domain

/// One term of an audience: `{"heads": "330604112221"}`, `{"role": "gridLeader", "area": "…"}` and the like.
enum NoticeAudienceTerm {
    private static let forms = "one of heads, household, officers, role with area, landlord, phones"

    static func parse(_ json: JSON, at place: String) throws(Rejection) -> AudienceTerm {
        let fields = try NoticeFields(json, at: place)
        if fields.object["role"] != nil { return try post(fields) }
        // Two kinds in one term would tell some and forget others without a word.
        guard fields.object.count == 1, let member = fields.object.first(where: { _ in true }) else {
            throw NoticeFields.wrong(place, forms, json)
        }
        let inside = fields.place(member.key)
        switch member.key {
        case "heads": return .heads(try area(member.value, at: inside))
        case "household": return .household(try number(member.value, at: inside))
        case "officers": return .officers(try numbers(member.value, at: inside))
        case "landlord": return .landlord(try NoticeFields.text(member.value, at: inside))
        case "phones": return .phones(try phones(member.value, at: inside))
        default: throw NoticeFields.wrong(place, forms, json)
        }
    }

    static func json(_ term: AudienceTerm) -> JSON {
        switch term {
        case .heads(let code): ["heads": .string(code.digits)]
        case .household(let id): ["household": .int(id)]
        case .officers(let ids): ["officers": .array(ids.map(JSON.int))]
        case .post(let role, let code): ["role": .string(role.rawValue), "area": .string(code.digits)]
        case .landlord(let code): ["landlord": .string(code)]
        case .phones(let phones): ["phones": .array(phones.map { .string($0.digits) })]
        }
    }

    private static func post(_ fields: NoticeFields) throws(Rejection) -> AudienceTerm {
        guard fields.object.count == 2, let role = try fields.word("role", PostRole.self),
            let code = fields.object["area"]
        else { throw NoticeFields.wrong(fields.path, "role and area", .object(fields.object)) }
        return .post(role, try area(code, at: fields.place("area")))
    }

    private static func area(_ json: JSON, at place: String) throws(Rejection) -> AreaCode {
        guard let code = AreaCode(try NoticeFields.text(json, at: place)) else {
            throw NoticeFields.wrong(place, "an area's code of 6, 9, 12, 15 or 18 digits", json)
        }
        return code
    }

    private static func number(_ json: JSON, at place: String) throws(Rejection) -> Int64 {
        guard let number = json.intValue else { throw NoticeFields.wrong(place, "a whole number", json) }
        return number
    }

    private static func numbers(_ json: JSON, at place: String) throws(Rejection) -> [Int64] {
        var numbers: [Int64] = []
        for (index, json) in try NoticeFields.list(json, at: place, upTo: 10_000).enumerated() {
            numbers.append(try number(json, at: "\(place)[\(index)]"))
        }
        return numbers
    }

    private static func phones(_ json: JSON, at place: String) throws(Rejection) -> [PhoneNumber] {
        var phones: [PhoneNumber] = []
        for (index, json) in try NoticeFields.list(json, at: place, upTo: 10_000).enumerated() {
            guard let phone = json.stringValue.flatMap({ PhoneNumber($0) }) else {
                throw NoticeFields.wrong("\(place)[\(index)]", "a phone number of 3 to 15 digits", json)
            }
            phones.append(phone)
        }
        return phones
    }
}
