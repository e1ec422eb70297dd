import Domain
import Foundation
import Postgres

/// The terms of a batch by kind; each kind that occurs is one SELECT of (key, removed, phone).
struct NoticeAudienceTerms {
    private var heads = Values<String>()
    private var households = Values<Int64>()
    private var officers = Values<Int64>()
    private var posts = Values<String>()
    private var roles: [String] = []
    private var landlords = Values<String>()
    private var departments = Values<String>()
    private var reporters = Values<String>()
    private var phones = Values<String>()
    private let now: Date
    private let areas: NoticeExpansion.Areas?

    /// Columns of one kind of term.
    private struct Values<Value> {
        var keys: [String] = []
        var removed: [Bool] = []
        var values: [Value] = []

        mutating func add(_ term: NoticeAudienceStore.Term, _ value: Value) {
            keys.append(term.key)
            removed.append(term.isRemoved)
            values.append(value)
        }
    }

    /// - Parameter areas: of heads that are added, only those in these areas; all else with the first of them.
    init(_ terms: [NoticeAudienceStore.Term], now: Date, areas: NoticeExpansion.Areas? = nil) {
        self.now = now
        self.areas = areas
        let terms = terms.filter { areas?.isFirst ?? true || $0.isRemoved || $0.term.isHeads }
        for term in terms { add(term) }
    }

    private mutating func add(_ term: NoticeAudienceStore.Term) {
        switch term.term {
        case .heads(let code): heads.add(term, code.digits)
        case .household(let id): households.add(term, id)
        case .officers(let ids): for id in ids { officers.add(term, id) }
        case .post(let role, let code):
            posts.add(term, code.digits)
            roles.append(role.rawValue)
        case .landlord(let code): landlords.add(term, code)
        case .departments(let names): for name in names { departments.add(term, name) }
        case .reporters(let number): reporters.add(term, number)
        case .phones(let numbers): for number in numbers { phones.add(term, number.digits) }
        }
    }

    var branches: [SQL] {
        [
            heads.keys.isEmpty ? nil : headsOfAreas, households.keys.isEmpty ? nil : headsOfHouseholds,
            officers.keys.isEmpty ? nil : officersByID, posts.keys.isEmpty ? nil : holders,
            landlords.keys.isEmpty ? nil : landlordsByCode,
            departments.keys.isEmpty ? nil : departmentsByName,
            reporters.keys.isEmpty ? nil : reportersOfIncidents, phones.keys.isEmpty ? nil : asGiven,
        ].compactMap { $0 }
    }

    /// A prefix as a range, because LIKE with a pattern from a column cannot use the index. `:` follows `9`. Households
    /// that no reform has placed stand in an area that has ended: they are told with its code, and those that moved on
    /// with its successors.
    ///
    /// Household by household, which OFFSET 0 keeps the planner to: it cannot know how few areas a range of codes holds,
    /// takes a ninth of all, and reads every household of a city for the twenty of a unit.
    private var headsOfAreas: SQL {
        """
        SELECT t.key, t.removed, h.head_phone AS phone
        FROM unnest(\(heads.keys), \(heads.removed), \(heads.values)) AS t (key, removed, asked)
        JOIN (WITH RECURSIVE \(raw: heirs(of: heads.values))
              SELECT asked, code FROM ended UNION SELECT code, code FROM unnest(\(heads.values)) AS v (code)
        ) AS c ON c.asked = t.asked
        JOIN area a ON a.code ~>=~ c.code AND a.code ~<~ (c.code || ':') \(raw: inAreas)
        CROSS JOIN LATERAL (
            SELECT household_id FROM household_area
            WHERE area_id = a.id AND since <= \(now) AND until > \(now) OFFSET 0) AS l
        CROSS JOIN LATERAL (SELECT head_phone FROM household WHERE id = l.household_id OFFSET 0) AS h
        """
    }

    private var inAreas: SQL {
        guard let areas else { return "" }
        return "AND (t.removed OR a.id > \(areas.after) AND a.id <= \(areas.last))"
    }

    private func heirs(of codes: [String]) -> SQL {
        AreaHeirs.tables(of: "SELECT DISTINCT unnest(\(codes))", at: now)
    }

    private var headsOfHouseholds: SQL {
        """
        SELECT t.key, t.removed, h.head_phone AS phone
        FROM unnest(\(households.keys), \(households.removed), \(households.values)) AS t (key, removed, id)
        JOIN household h ON h.id = t.id
        """
    }

    private var officersByID: SQL {
        """
        SELECT t.key, t.removed, o.phone AS phone
        FROM unnest(\(officers.keys), \(officers.removed), \(officers.values)) AS t (key, removed, id)
        JOIN officer o ON o.id = t.id
        """
    }

    private var holders: SQL {
        """
        SELECT t.key, t.removed, o.phone AS phone
        FROM unnest(\(posts.keys), \(posts.removed), \(posts.values), \(roles)) AS t (key, removed, code, role)
        JOIN (WITH RECURSIVE \(raw: heirs(of: posts.values))
              SELECT asked, id FROM heir) AS a ON a.asked = t.code
        JOIN post p ON p.area_id = a.id AND p.role = t.role AND p.since <= \(now) AND p.until > \(now)
        JOIN officer o ON o.id = p.officer_id
        """
    }

    private var landlordsByCode: SQL {
        """
        SELECT t.key, t.removed, r.landlord_phone AS phone
        FROM unnest(\(landlords.keys), \(landlords.removed), \(landlords.values)) AS t (key, removed, code)
        JOIN rental r ON r.code = t.code
        """
    }

    private var departmentsByName: SQL {
        """
        SELECT t.key, t.removed, d.phone AS phone
        FROM unnest(\(departments.keys), \(departments.removed), \(departments.values)) AS t (key, removed, name)
        JOIN department d ON d.name = t.name
        """
    }

    private var reportersOfIncidents: SQL {
        """
        SELECT t.key, t.removed, r.phone AS phone
        FROM unnest(\(reporters.keys), \(reporters.removed), \(reporters.values)) AS t (key, removed, number)
        JOIN incident i ON i.number = t.number JOIN incident_reporter r ON r.incident_id = i.id
        """
    }

    private var asGiven: SQL {
        """
        SELECT t.key, t.removed, t.phone AS phone
        FROM unnest(\(phones.keys), \(phones.removed), \(phones.values)) AS t (key, removed, phone)
        """
    }
}
