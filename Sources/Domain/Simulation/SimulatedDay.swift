/// A made-up day of a territory: the same reports for the same seed, in the order of their times.
package struct SimulatedDay: Sendable {
    /// Reports that come on top of the ordinary ones.
    package struct Storm: Sendable {
        /// Times the day's mean rate.
        package static let factor = 100.0
        /// How long everybody reports, in seconds.
        package static let length = 600.0
        /// Of one fire, by one neighbourhood.
        package static let fireReports = 500
        /// Other emergencies, in the storm and while its backlog is worked off.
        package static let emergencies = 100
        static let emergencySpan = 2400.0

        /// Seconds after midnight.
        package let start: Double

        package init(start: Double) { self.start = start }
    }

    package private(set) var reports: [SimulatedReport] = []

    private let calendar: WorkingCalendar
    private let day: Int
    private let duty: SimulatedDuty
    private let units: [AreaCode]
    private let grids: [AreaCode]
    private var random: SimulationRandom

    /// - Parameters:
    ///   - count: ordinary reports, spread over `span` as people live.
    ///   - span: seconds after midnight of `day`.
    ///   - day: days since 1970-01-01.
    package init(
        of territory: ReferenceTerritory, seed: UInt64, count: Int, span: Range<Double>, storm: Storm?, day: Int,
        calendar: WorkingCalendar
    ) {
        self.calendar = calendar
        self.day = day
        duty = SimulatedDuty(territory)
        units = territory.codes(.unit)
        grids = territory.codes(.grid)
        // Not the territory's own numbers: a day must not repeat what made its streets.
        random = SimulationRandom(seed: seed &+ 0x5DA7)
        let hours = Self.hours(in: span)
        for _ in 0..<count { addOrdinary(at: second(hours)) }
        if let storm { add(storm, rate: Double(count) / max(1, span.upperBound - span.lowerBound)) }
        for index in reports.indices { reports[index].fate = fate(of: reports[index]) }
        reports.sort { $0.second < $1.second }
    }

    // MARK: - When

    /// How busy each hour is. [own]
    private static let busy = [1, 1, 1, 1, 1, 2, 4, 7, 10, 11, 11, 9, 7, 8, 10, 10, 9, 8, 7, 7, 6, 4, 3, 2]

    private typealias Hours = [(element: Range<Double>, weight: Int)]

    private static func hours(in span: Range<Double>) -> Hours {
        busy.enumerated().compactMap { hour, weight in
            let part = (Double(hour) * 3600..<Double(hour + 1) * 3600).clamped(to: span)
            return part.isEmpty ? nil : (part, max(1, Int(Double(weight) * (part.upperBound - part.lowerBound))))
        }
    }

    private mutating func second(_ hours: Hours) -> Double {
        random.weighted(hours).map { Double.random(in: $0, using: &random) } ?? 0
    }

    // MARK: - What

    private mutating func addOrdinary(at second: Double) {
        let isEmergency = random.isOne(of: 3)
        let severity: Severity = random.weighted([(.urgent, 40), (.normal, 850), (.low, 110)]) ?? .normal
        let matters = isEmergency ? SimulatedMatter.emergencies : SimulatedMatter.ordinary
        let source = random.weighted([("grid-app", 7), ("hotline-12345", 2), ("police-station", 1)]) ?? "grid-app"
        add(matters, at: second, .day, isEmergency ? "fire-sensors" : source, isEmergency ? .emergency : severity)
    }

    private mutating func add(_ storm: Storm, rate: Double) {
        let length = storm.start..<storm.start + Storm.length
        for _ in 0..<Int(rate * Storm.factor * Storm.length) {
            add(SimulatedMatter.storm, at: .random(in: length, using: &random), .storm, "hotline-12345", .normal)
        }
        let amidst = storm.start..<storm.start + Storm.emergencySpan
        for _ in 0..<Storm.emergencies {
            add(
                SimulatedMatter.emergencies, at: .random(in: amidst, using: &random), .amidst, "fire-sensors",
                .emergency)
        }
        guard let unit = random.pick(units) else { return }
        for number in 0..<Storm.fireReports {
            reports.append(
                SimulatedReport(
                    second: .random(in: length, using: &random), part: .fire, source: "hotline-12345", area: unit,
                    category: .fire, severity: .emergency, text: random.pick(SimulatedMatter.fire) ?? "着火了",
                    phone: "136" + ReferenceTerritory.padded(number, 8)))
        }
    }

    private mutating func add(
        _ matters: [SimulatedMatter], at second: Double, _ part: SimulatedReport.Part, _ source: String,
        _ severity: Severity
    ) {
        guard let matter = random.weighted(matters.map { ($0, $0.weight) }), let area = place(part) else { return }
        var report = SimulatedReport(
            second: second, part: part, source: source, area: area, category: matter.category, severity: severity,
            text: random.pick(matter.texts) ?? "")
        if source == "grid-app" { report.officer = duty.taker(in: area) }
        if source == "hotline-12345", random.isOne(of: 600) {
            report.phone = "137" + ReferenceTerritory.padded(Int.random(in: 0..<100_000_000, using: &random), 8)
        }
        reports.append(report)
    }

    /// Mostly a unit; sometimes only the grid is known, dedicated ones among them.
    private mutating func place(_ part: SimulatedReport.Part) -> AreaCode? {
        let isExact = part == .amidst || random.isOne(of: 850)
        return random.pick(isExact ? units : grids)
    }

    // MARK: - What is done

    /// Most is accepted within the hour, some late, some never; half of the day's is resolved on the same day. [own]
    private mutating func fate(of report: SimulatedReport) -> SimulatedReport.Fate {
        var fate = SimulatedReport.Fate()
        let isWorking = calendar.isWorking(calendar.instant(day: day, minute: Int(report.second / 60)))
        fate.officer = duty.holder(of: report, isWorking: isWorking)
        guard report.part != .fire, fate.officer != nil, !random.isOne(of: 60) else { return fate }
        let isHurried = report.severity >= .urgent
        let wait: Range<Double> = random.isOne(of: 100) ? 7200..<18_000 : isHurried ? 60..<240 : 120..<3600
        let accepted = report.second + Double.random(in: wait, using: &random)
        fate.accepted = accepted
        guard random.isOne(of: 700) else { return fate }
        let work: Range<Double> = isHurried ? 600..<7200 : 1800..<21_600
        let resolved = accepted + Double.random(in: work, using: &random)
        fate.resolved = resolved
        guard random.isOne(of: 600) else { return fate }
        fate.visited = resolved + Double.random(in: 1800..<10_800, using: &random)
        fate.score = random.weighted([(5, 50), (4, 30), (3, 12), (2, 5), (1, 3)]) ?? 5
        return fate
    }
}
