import Domain
import Events
import Foundation
import Postgres
import Testing

/// The department that leads a category, from the table to its telephone.
@Suite struct LeadDepartmentWorkTests {
    private static let departments = """
        名称代码,名称,值班电话,区域,牵头事项
        gas,燃气公司,96100,330604,燃气
        brigade,消防队,119,,fire suddenEvent

        """

    @Test func anEmergencyIsToldToTheLeadAtOnceAndOnce() async throws {
        try await FleetTown.run { town in
            try await town.importing("departments", Self.departments)
            let notice = try await town.tap("lianhu.notice.urgent")
            _ = try await town.startReady()
            let report = FleetTown.report("r1", category: "gas", severity: "emergency", reference: "case-1")
            for _ in 0..<2 { try await town.publish([report], urgent: true) }
            let second = FleetTown.report("r2", category: "gas", severity: "emergency", reference: "case-1")
            try await town.publish([second], urgent: true)
            try await town.until("both reports") { try await town.count("incident", "reports = 2") == 1 }
            try await town.until("the department's notice") { try await !calls(notice).isEmpty }
            let call = try #require(try await calls(notice).first)
            #expect(call.audience.add == [.departments(["gas"])] && call.question == .act)
            #expect(call.priority == .emergency && call.text.contains("牵头部门"))
            try await town.outboxEmpties(within: .seconds(10))
            #expect(Set(try await calls(notice).map(\.key)).count == 1)
            #expect(
                try await town.texts("SELECT responsible || ' ' || category FROM incident_event WHERE kind = 'called'")
                    == ["department:gas gas"])
            #expect(try await town.count("incident", "responsible = 'officer:1'") == 1, "beside the officers")

            // Its answer counts.
            let number = try #require(try await town.texts("SELECT number FROM incident").first)
            try await town.publish([FleetTown.act("incident.accepted", "a1", by: "department:gas", number: number)])
            try await town.until("the department") {
                try await town.count("incident", "responsible = 'department:gas' AND stage = 'accepted'") == 1
            }
        }
    }

    @Test func whatBecomesAnEmergencyIsToldThen() async throws {
        try await FleetTown.run { town in
            try await town.importing("departments", Self.departments)
            let notice = try await town.tap("lianhu.notice.urgent")
            _ = try await town.startReady()
            try await town.publish([FleetTown.report("r1", category: "fire", reference: "case-1")])
            try await town.until("an incident") { try await town.count("incident") == 1 }
            #expect(try await town.count("incident_event", "kind = 'called'") == 0)
            for id in ["r2", "r3"] {
                let worse = FleetTown.report(id, category: "fire", severity: "emergency", reference: "case-1")
                try await town.publish([worse], urgent: true)
            }
            try await town.until("all reports") { try await town.count("incident", "reports = 3") == 1 }
            try await town.until("the notice") { try await !calls(notice).isEmpty }
            #expect(
                try await town.texts("SELECT responsible FROM incident_event WHERE kind = 'called'") == [
                    "department:brigade"
                ])
            #expect(Set(try await calls(notice).map(\.key)).count == 1)
        }
    }

    @Test func aTransferToTheLead() async throws {
        try await FleetTown.run { town in
            try await town.importing("departments", Self.departments)
            _ = try await town.startReady()
            try await town.publish([FleetTown.report("r1", category: "gas")])
            try await town.until("an incident") { try await town.count("incident") == 1 }
            let number = try #require(try await town.texts("SELECT number FROM incident").first)
            let why = ["--operator", "wang", "--because", "theirs"]
            #expect(try await run(["show", number], in: town).contains("燃气公司 (department:gas)"))
            let json = try await run(["show", number, "--json"], in: town)
            #expect(json.contains("燃气公司") && json.contains("leadTitle"))
            _ = try await run(["act", number, "transfer", "--to", "lead"] + why, in: town)
            #expect(try await town.count("incident", "offered_to = 'department:gas'") == 1)

            _ = try await run(["act", number, "amend", "--category", "service"] + why, in: town)
            let refused = try await run(["act", number, "transfer", "--to", "lead"] + why, in: town, code: 64)
            #expect(refused.contains("no department led its category there"))
            #expect(try await town.count("event_identity", "verdict = \("refused \(number) noLead")") == 1)
            #expect(try await run(["show", number], in: town).contains("no department led its category there"))
        }
    }

    @Test func oneDepartmentLeads() async throws {
        try await FleetTown.run { town in
            let table = "name,title,phone,area,leads\n"
            let twice =
                table + "a,甲,96100,330604,gas fire\nb,乙,96101,330604,gas\nc,丙,96102,330604112,gas\nd,丁,96103,,gas\n"
            let log = try await town.importing("departments", twice, code: 64)
            #expect(log.contains("line 3, leads: line 2 has another department that leads gas there"))
            #expect(!log.contains("line 4") && !log.contains("line 5"))
            #expect(try await town.count("department") == 0)

            try await town.importing("departments", table + "a,甲,96100,330604,gas fire\n")
            let other = table + "b,乙,96101,330604,gas\n"
            let later = try await town.importing("departments", other, code: 64)
            #expect(later.contains("line 2, leads: a leads gas there: give it a line without that, too"))
            try await town.importing("departments", other + "a,甲,96100,330604,fire\n")
            #expect(
                try await town.texts("SELECT category || ' ' || department FROM department_lead ORDER BY 1")
                    == ["fire a", "gas b"])
            // A table without the column leaves it.
            try await town.importing("departments", "name,title,phone,area\na,甲,96105,330604112\n")
            #expect(
                try await town.texts("SELECT area_code || ' ' || department FROM department_lead ORDER BY 1")
                    == ["330604 b", "330604112 a"])
        }
    }

    private func calls(_ notice: Tap) async throws -> [NoticeRequest] {
        try await notice.events("notice.requested").map { try NoticeRequestedEvent.parse($0) }
            .filter { $0.purpose == "callDepartment" }
    }

    private func run(_ arguments: [String], in town: FleetTown, code: Int32 = 0) async throws -> String {
        let process = try town.start("lianhu", [:], ["incident"] + arguments)
        #expect(try await process.exit() == code, "\(process.log)")
        return process.log
    }
}
