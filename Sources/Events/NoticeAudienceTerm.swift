import Domain

/// One term of an audience: `{"heads": "330604112221"}`, `{"role": "gridLeader", "area": "…"}` and the like.
enum NoticeAudienceTerm {
    private static let forms =
        "one of heads, household, officers, role with area, landlord, departments, reporters, phones"

    static func parse(_ term: EventFields) throws(Rejection) -> AudienceTerm {
        let fields = try EventFields(object: term.data, path: term.path)
        if fields.data[key: "role"] != nil { return try post(fields) }
        // Two kinds in one term would tell some and forget others without a word.
        guard let object = fields.data.objectValue, object.count == 1, let kind = object.keys.first else {
            throw EventFields.wrong(term.path, forms, term.data)
        }
        switch kind {
        case "heads": return .heads(try area(fields, kind))
        case "household": return .household(try number(fields.inner(kind)))
        case "officers": return .officers(try numbers(fields, kind))
        case "landlord": return .landlord(try fields.text(kind))
        case "departments": return .departments(try departments(fields, kind))
        case "reporters": return .reporters(try fields.text(kind, limit: 40))
        case "phones": return .phones(try phones(fields, kind))
        default: throw EventFields.wrong(term.path, forms, term.data)
        }
    }

    static func json(_ term: AudienceTerm) -> JSON {
        switch term {
        case .heads(let code): ["heads": .string(code.digits)]
        case .household(let id): ["household": .int(id)]
        case .officers(let ids): ["officers": .array(ids.map(JSON.int))]
        case .post(let role, let code): ["role": .string(role.rawValue), "area": .string(code.digits)]
        case .landlord(let code): ["landlord": .string(code)]
        case .departments(let names): ["departments": .array(names.map(JSON.string))]
        case .reporters(let number): ["reporters": .string(number)]
        case .phones(let phones): ["phones": .array(phones.map { .string($0.digits) })]
        }
    }

    private static func post(_ fields: EventFields) throws(Rejection) -> AudienceTerm {
        guard fields.data.objectValue?.count == 2, fields.data[key: "area"] != nil else {
            throw EventFields.wrong(fields.path, "role and area", fields.data)
        }
        return .post(try fields.word("role"), try area(fields, "area"))
    }

    private static func area(_ fields: EventFields, _ key: String) throws(Rejection) -> AreaCode {
        guard let code = AreaCode(try fields.text(key)) else {
            throw fields.wrong(key, "an area's code of 6, 9, 12, 15 or 18 digits")
        }
        return code
    }

    private static func number(_ field: EventFields) throws(Rejection) -> Int64 {
        guard let number = field.data.intValue else {
            throw EventFields.wrong(field.path, "a whole number", field.data)
        }
        return number
    }

    private static func numbers(_ fields: EventFields, _ key: String) throws(Rejection) -> [Int64] {
        var numbers: [Int64] = []
        for field in try all(fields, key) { numbers.append(try number(field)) }
        return numbers
    }

    private static func departments(_ fields: EventFields, _ key: String) throws(Rejection) -> [String] {
        var names: [String] = []
        for field in try all(fields, key) {
            guard let name = field.data.stringValue, Department.isName(name) else {
                throw EventFields.wrong(
                    field.path, "a department's name: small letters, digits and hyphens", field.data)
            }
            names.append(name)
        }
        return names
    }

    private static func phones(_ fields: EventFields, _ key: String) throws(Rejection) -> [PhoneNumber] {
        var phones: [PhoneNumber] = []
        for field in try all(fields, key) {
            guard let phone = field.data.stringValue.flatMap({ PhoneNumber($0) }) else {
                throw EventFields.wrong(field.path, "a phone number of 3 to 15 digits", field.data)
            }
            phones.append(phone)
        }
        return phones
    }

    /// Null is no list here: a term names somebody.
    private static func all(_ fields: EventFields, _ key: String) throws(Rejection) -> [EventFields] {
        try EventFields.elements(fields.data[key: key] ?? .null, at: fields.place(key), limit: 10_000)
    }
}
