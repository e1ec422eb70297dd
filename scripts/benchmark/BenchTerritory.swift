/// A township that no report describes, large enough that a batch seldom meets a grid twice: ten villages of ten grids
/// of ten units, each grid and village with its officers.
struct BenchTerritory {
    static let township = "330604112"
    let households: Int

    /// The unit in which a household lives: the same arithmetic as in `scripts`.
    static func unit(of household: Int) -> String {
        let unit = household % 1000
        return township + padded(unit / 100 + 1) + padded(unit / 10 % 10 + 1) + padded(unit % 10 + 1)
    }

    var scripts: [String] {
        [areas, neighbours, officers, posts, homes, Self.source]
    }

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }

    private var areas: String {
        """
        INSERT INTO area (code, level, name)
        SELECT '330604', 'district', '基准区' UNION ALL SELECT '330604112', 'township', '基准镇'
        UNION ALL SELECT '330604112' || lpad(v::text, 3, '0'), 'village', v || '村' FROM generate_series(1, 10) v
        UNION ALL SELECT '330604112' || lpad(v::text, 3, '0') || lpad(g::text, 3, '0'), 'grid', '第' || g || '网格'
            FROM generate_series(1, 10) v, generate_series(1, 10) g
        UNION ALL SELECT '330604112' || lpad(v::text, 3, '0') || lpad(g::text, 3, '0') || lpad(u::text, 3, '0'),
            'unit', '第' || u || '联户' FROM generate_series(1, 10) v, generate_series(1, 10) g, generate_series(1, 10) u
        """
    }

    /// Two of the same village, as a grid in the middle of it has.
    private var neighbours: String {
        """
        INSERT INTO area_neighbour (area_id, neighbour_id)
        SELECT a.id, b.id FROM area a JOIN area b ON left(a.code, 12) = left(b.code, 12) AND a.id <> b.id
        WHERE a.level = 'grid' AND b.level = 'grid'
            AND abs(right(a.code, 3)::int - right(b.code, 3)::int) IN (1, 9)
        """
    }

    private var officers: String {
        """
        INSERT INTO officer (id, name, phone)
        SELECT n, '干部' || n, '138' || lpad(n::text, 8, '0') FROM generate_series(1, 400) n
        """
    }

    private var posts: String {
        """
        INSERT INTO post (officer_id, area_id, role)
        SELECT row_number() OVER (ORDER BY code), id, 'gridOfficer' FROM area WHERE level = 'grid'
        UNION ALL SELECT 200 + row_number() OVER (ORDER BY code), id, 'gridLeader' FROM area WHERE level = 'grid'
        UNION ALL SELECT 350 + row_number() OVER (ORDER BY code), id, 'villageDuty' FROM area WHERE level = 'village'
        UNION ALL SELECT 400, id, 'centreDuty' FROM area WHERE level = 'township'
        """
    }

    private var homes: String {
        """
        INSERT INTO household (id, address, head_name, head_phone)
        SELECT n, n || '号', '户主' || n, '139' || lpad(n::text, 8, '0') FROM generate_series(0, \(households - 1)) n;
        INSERT INTO household_area (household_id, area_id)
        SELECT n, a.id FROM generate_series(0, \(households - 1)) n JOIN area a ON a.code = '330604112'
            || lpad((n % 1000 / 100 + 1)::text, 3, '0') || lpad((n % 1000 / 10 % 10 + 1)::text, 3, '0')
            || lpad((n % 10 + 1)::text, 3, '0')
        """
    }

    private static let source = """
        INSERT INTO source (name, owner, owner_phone, broker_user, home_area)
        VALUES ('bench/upstream', 'benchmark', '057500000000', 'guest', '330604112')
        """
}
