import Domain
import Events
import Foundation

/// The village's day as a script: what upstream systems publish, at which minute after midnight.
struct VillageDay {
    /// One event of the script.
    struct Act {
        let minute: Int
        let event: CloudEvent
        /// Whether it travels through the urgent queue.
        let isUrgent: Bool
        /// As a person reads it while it happens.
        let caption: String
    }

    static let sources = ["hotline-12345", "grid-app", "police-station", "fire-sensors", "rental-desk"]

    let day: Int
    let calendar: WorkingCalendar
    private let village = "330604112221"

    /// In the order of their times.
    var acts: [Act] {
        [
            report(7, 40, "hotline-12345", "H-1", "垃圾桶满溢,气味很大", "environment", "normal", unit: "001002"),
            report(8, 40, "grid-app", "G-1", "两户因排水沟起争执", "dispute", "normal", unit: "001004", officer: 1),
            report(9, 0, "police-station", "P-1", "可疑人员撬车门", "security", "urgent", unit: "003002"),
            report(9, 5, "hotline-12345", "H-2", "有人在撬电动车", "security", "normal", unit: "003002"),
            report(9, 30, "fire-sensors", "F-1", "厨房起火,浓烟", "fire", "emergency", unit: "001003"),
            act(9, 33, "incident.accepted", "grid-app", of: ("fire-sensors", "F-1"), by: 1),
            report(
                9, 50, "hotline-12345", "H-4", "失火那户还需要临时住处", "care", "urgent", unit: "001003",
                phone: "13600000002"),
            act(9, 55, "incident.accepted", "grid-app", of: ("hotline-12345", "H-4"), by: 1),
            malformed(10, 0),
            stranger(10, 5),
            inspection(10, 30),
            report(
                10, 40, "hotline-12345", "H-3", "路灯不亮,请派人看看", "streetlight", nil, unit: "002001",
                phone: "13600000001"),
            act(11, 0, "incident.resolved", "grid-app", of: ("grid-app", "G-1"), by: 1, note: "双方同意共同清理"),
            act(11, 10, "incident.resolved", "grid-app", of: ("fire-sensors", "F-1"), by: 1, note: "明火已灭,无人受伤"),
            visit(15, 0, of: ("grid-app", "G-1"), score: 5),
            act(15, 30, "incident.resolved", "grid-app", of: ("hotline-12345", "H-4"), by: 2, note: "不是他的事"),
            visit(17, 30, of: ("fire-sensors", "F-1"), score: 4),
        ]
    }

    func instant(_ minute: Int) -> Date { calendar.instant(day: day, minute: minute) }

    private func report(
        _ hour: Int, _ minute: Int, _ source: String, _ id: String, _ text: String, _ category: String,
        _ severity: String?, unit: String, officer: Int64? = nil, phone: String? = nil
    ) -> Act {
        var reporter = JSONObject()
        reporter["officer"] = officer.map(JSON.int)
        reporter["phone"] = phone.map(JSON.string)
        let data: JSON = [
            "text": .string(text), "category": .string(category), "severity": severity.map(JSON.string) ?? .null,
            "place": ["area": .string(village + unit)], "reporter": .object(reporter),
        ]
        let caption = "\(source) reports \(category), \(severity ?? "no severity"): \(text)"
        return make(hour, minute, source, id, "incident.reported", data, caption, urgent: severity == "emergency")
    }

    private func act(
        _ hour: Int, _ minute: Int, _ type: String, _ source: String, of matter: (source: String, id: String),
        by officer: Int64, note: String = ""
    ) -> Act {
        let data: JSON = ["actor": ["officer": .int(officer)], "note": note.isEmpty ? .null : .string(note)]
        let id = "\(matter.id)-\(type.split(separator: ".").last ?? "")-\(officer)"
        return make(
            hour, minute, matter.source, id, type, data,
            "officer \(officer): \(type) \(matter.id)" + (note.isEmpty ? "" : ", \(note)"),
            subject: matter.id)
    }

    private func visit(_ hour: Int, _ minute: Int, of matter: (source: String, id: String), score: Int64) -> Act {
        make(
            hour, minute, matter.source, "\(matter.id)-visit", "visit.recorded",
            ["score": .int(score), "by": "resident", "text": "满意"], "resident of \(matter.id) marks \(score)",
            subject: matter.id)
    }

    /// A report without a text: refused with its reason.
    private func malformed(_ hour: Int, _ minute: Int) -> Act {
        make(
            hour, minute, "hotline-12345", "H-bad", "incident.reported", ["txt": "门口有火"],
            "hotline-12345 sends a report whose text is under a wrong name")
    }

    /// A source that nobody has registered.
    private func stranger(_ hour: Int, _ minute: Int) -> Act {
        make(
            hour, minute, "unknown-app", "U-1", "incident.reported", ["text": "测试"],
            "unknown-app, never registered, sends a report")
    }

    private func inspection(_ hour: Int, _ minute: Int) -> Act {
        make(
            hour, minute, "rental-desk", "R-1", "inspection.recorded",
            [
                "rental": "LH000002", "at": .string(RFC3339.text(instant(hour * 60 + minute))),
                "inspector": "officer:1",
                "items": [
                    ["item": "wiring", "ok": true, "severity": "high"],
                    ["item": "extinguisher", "ok": false, "severity": "low"],
                ],
            ], "rental-desk records an inspection of LH000002: one hazard")
    }

    private func make(
        _ hour: Int, _ minute: Int, _ source: String, _ id: String, _ type: String, _ data: JSON, _ caption: String,
        subject: String? = nil, urgent: Bool = false
    ) -> Act {
        let at = hour * 60 + minute
        let reference = subject ?? (type == "incident.reported" ? id : nil)
        let event = CloudEvent(
            id: "\(day)-\(id)", source: source, type: type, subject: reference.map { "\(day)-\($0)" },
            time: instant(at), data: data)
        return Act(minute: at, event: event, isUrgent: urgent, caption: caption)
    }
}
