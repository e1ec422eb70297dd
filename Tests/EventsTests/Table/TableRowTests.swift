import Domain
import Foundation
import Testing

@testable import Events

/// One line of each table, and each thing that can be wrong with it, named by its column.
@Suite struct TableRowTests {
    private static let zone = TimeZone(secondsFromGMT: 8 * 3600) ?? .gmt

    @Test func headingsInBothLanguagesAndAnyOrder() throws {
        let row = try HouseholdRow.read(
            line("户主,ID,区域,地址,电话,新居民", " 王小明 ,17,330604112221002007,村口 1 号,138 0000 0001,是", HouseholdRow.columns))
        #expect(row.head == "王小明")
        #expect(row.id == 17)
        #expect(row.area.level == .unit)
        #expect(row.phone?.digits == "13800000001")
        #expect(row.isNewcomer)
    }

    @Test(arguments: [
        ("0,330604112221002007,x,y,", "line 2, id: expected a whole number from 1"),
        ("1,330604112221,x,y,", "line 2, area: expected a unit's code of 18 digits, or a grid's of 15"),
        ("1,330604112221002007,,y,", "line 2, address: it is empty"),
        ("1,330604112221002007,x,y,12a", "line 2, phone: expected a telephone number"),
        ("1,330604112221002007,x,y", "line 2: 4 columns instead of the heading's 5"),
    ])
    func householdFaults(text: String, fault: String) {
        #expect(
            faultOf { try HouseholdRow.read(line("id,area,address,head,phone", text, HouseholdRow.columns)) } == fault)
    }

    @Test(arguments: [
        ("3,乙,13800000003,网格员,330604112221002,2026-03-02,", nil),
        ("3,乙,13800000003,gridOfficer,330604112221002,20260302,2027/1/1", nil),
        (
            "3,乙,13800000003,网格员,330604112221,,",
            "line 2, area: a gridOfficer is one of a grid, whose code has 15 digits"
        ),
        (
            "3,乙,13800000003,民警,330604112221,2026-02-30,",
            "line 2, since: expected a day such as 2026-03-02, one that there is"
        ),
        (
            "3,乙,13800000003,民警,330604112221,soon,",
            "line 2, since: expected a day such as 2026-03-02, one that there is"
        ),
        (
            "3,乙,13800000003,民警,330604112221,2026-03-02,2026-03-01",
            "line 2, until: it ends before it begins"
        ),
    ])
    func officers(text: String, fault: String?) {
        let found = faultOf {
            try OfficerRow.read(line("id,name,phone,role,area,since,until", text, OfficerRow.columns), zone: Self.zone)
        }
        #expect(found == fault)
    }

    @Test func ownHours() throws {
        let known = [Int64(3): try DutyHours("7 08:00-12:00")]
        func read(_ heading: String, _ text: String) throws -> String? {
            let row = try line(
                "id,name,phone,role,area" + heading, "3,乙,110,police,330604112221" + text, OfficerRow.columns)
            return try OfficerRow.read(row, zone: Self.zone, hours: known).hours?.description
        }
        #expect(try read(",hours", ",1-5 08:00-12:00") == "1-5 08:00-12:00")
        #expect(try read(",工作时间", ",") == nil)
        #expect(try read("", "") == "7 08:00-12:00", "a table without the column says nothing of them")
        #expect(
            faultOf { try read(",hours", ",1-5 8-12") } == "line 2, hours: expected a span of hours such as 08:00-12:00"
        )
    }

    @Test func daysBeginInTheTerritorysZone() throws {
        let row = try OfficerRow.read(
            line("id,name,phone,role,area,since", "3,乙,110,police,330604112221,2026-03-02", OfficerRow.columns),
            zone: Self.zone)
        #expect(row.since == Date(timeIntervalSince1970: 1_772_380_800))
    }

    @Test(arguments: [
        ("330604112221002,第二网格,是,330604112221001;330604112221003", nil),
        ("330604112221,村,是,", "line 2, dedicated: only a grid can be dedicated"),
        ("330604112221,村,也许,", "line 2, dedicated: expected yes or no (是 or 否)"),
        ("33060411222,村,,", "line 2, code: expected an area's code of 6, 9, 12, 15 or 18 digits"),
        (
            "330604112221002,x,,12",
            "line 2, neighbours: expected codes of grids (15 digits) with semicolons between them"
        ),
    ])
    func areas(text: String, fault: String?) {
        let found = faultOf {
            try AreaRow.read(line("编码,名称,专属网格,相邻网格", text, AreaRow.columns), zone: Self.zone)
        }
        #expect(found == fault)
    }

    @Test(arguments: [
        ("330604112221002,2026-07-01,,,,", nil),
        ("330604112221002,,2026-07-01,330604112221003；330604112221004,30.03,120.87", nil),
        ("330604112221002,2026-07-01,2026-07-01,,,", "line 2, validTo: it ends before it begins"),
        ("330604112221002,2026-07-32,,,,", "line 2, validFrom: expected a day such as 2026-03-02, one that there is"),
        (
            "330604112221002,,,330604112221003,,",
            "line 2, successors: an area without an end (validTo) has no successors"
        ),
        (
            "330604112221002,,2026-07-01,330604112222,,",
            "line 2, successors: successors of a grid have 15 digits too"
        ),
        ("330604112221002,,,,30.03,", "line 2, longitude: it is empty"),
        ("330604112221002,,,,91,120", "line 2, latitude: expected degrees from -90 to 90"),
        ("330604112221002,,,,0,0", "line 2, latitude: 0, 0 is no place of anybody's"),
    ])
    func areasOverReforms(text: String, fault: String?) {
        let found = faultOf {
            try AreaRow.read(
                line("编码,名称,生效日期,失效日期,后继,纬度,经度", text.replacing(",", with: ",x,", maxReplacements: 1), AreaRow.columns),
                zone: Self.zone)
        }
        #expect(found == fault)
    }

    @Test func semicolonsInBothWidths() throws {
        let row = try line(
            "code,name,validTo,successors",
            "330604112221002,x,20260701,330604112221003；330604112221004;330604112221005",
            AreaRow.columns)
        #expect(try AreaRow.read(row, zone: Self.zone).successors.map { $0.digits.suffix(1) } == ["3", "4", "5"])
    }

    @Test(arguments: [
        ("gas,燃气公司,0575-12345678,330604", nil), ("gas,燃气公司,96100,", nil),
        ("燃气,燃气公司,96100,", "line 2, name: expected a short name such as gas: small letters, digits and hyphens"),
        ("gas,,96100,", "line 2, title: it is empty"),
        ("gas,燃气公司,none,", "line 2, phone: expected a telephone number"),
        ("gas,燃气公司,96100,33", "line 2, area: expected an area's code of 6, 9, 12, 15 or 18 digits"),
    ])
    func departments(text: String, fault: String?) {
        let found = faultOf {
            try DepartmentRow.read(line("名称代码,名称,值班电话,区域", text, DepartmentRow.columns))
        }
        #expect(found == fault)
    }

    @Test func whatDepartmentsLead() throws {
        let phone = try #require(PhoneNumber("96100"))
        let known = ["gas": Department(name: "gas", title: "x", phone: phone, area: nil, leads: [.fire])]
        func read(_ heading: String, _ text: String) throws -> [Domain.Category] {
            let row = try line("name,title,phone" + heading, "gas,燃气公司,96100" + text, DepartmentRow.columns)
            return try DepartmentRow.read(row, known: known).leads
        }
        #expect(try read(",leads", ",gas  fire gas") == [.fire, .gas])
        #expect(try read(",牵头事项", ",燃气、消防") == [.fire, .gas])
        #expect(try read(",leads", ",").isEmpty)
        #expect(try read("", "") == [.fire], "a table without the column says nothing of them")
        let fault = faultOf { try read(",leads", ",gas floods") }
        #expect(fault?.hasPrefix("line 2, leads: expected categories with spaces between them: dispute (") == true)
        let named = faultOf {
            try DepartmentRow.read(line("name,title,phone", "lead,x,96100", DepartmentRow.columns))
        }
        #expect(named == "line 2, name: expected a short name such as gas: small letters, digits and hyphens")
    }

    @Test(arguments: [
        ("S-1,fire,330604112221002,一楼,30.03,120.87", nil), ("S-1,fire,330604112221002,一楼,,", nil),
        ("S-1,,330604112221002,一楼,,", "line 2, source: it is empty"),
        ("S-1,fire,330604112221002,,,", "line 2, place: it is empty"),
        ("S-1,fire,330604112221002,一楼,x,120", "line 2, latitude: expected degrees from -90 to 90"),
    ])
    func devices(text: String, fault: String?) {
        let found = faultOf { try DeviceRow.read(line("设备编号,来源,区域,位置,纬度,经度", text, DeviceRow.columns)) }
        #expect(found == fault)
    }

    @Test func headingsThatCannotBe() {
        let columns = AreaRow.columns
        #expect(faultOf { try line("code,nmae", "", columns) }?.hasPrefix("line 1: there is no column 'nmae'") == true)
        #expect(faultOf { try line("code,code,name", "", columns) } == "line 1, code: this column is there twice")
        #expect(faultOf { try line("code", "", columns) } == "line 1, name: this column (名称) is missing")
    }

    private func line(_ heading: String, _ text: String, _ columns: [TableColumn]) throws(TableFault) -> TableRow {
        var parser = CSVParser()
        let records = parser.read(Array((heading + "\n" + text + "\n").utf8))
        let known = try TableHeading(records[0], columns: columns)
        return try TableRow(records[1], under: known)
    }

    private func faultOf(_ body: () throws -> some Any) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return "\(error)"
        }
    }
}
