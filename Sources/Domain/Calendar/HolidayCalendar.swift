/// Public holidays and make-up working days (调休) of the years that have been announced. [domain.md 3]
///
/// They are data, not rules: each year's are announced at the end of the year before. In a year without them a date by
/// working time is provisional.
package struct HolidayCalendar: Sendable, Equatable {
    /// Days off that would be working days, and the other way round, as days since 1970-01-01.
    package var off: Set<Int> = []
    package var work: Set<Int> = []
    /// Years whose days are known; nil where no year has any: then Monday to Friday are always worked.
    package var years: Set<Int>?

    /// Of a territory that knows no public holidays.
    package static let none = HolidayCalendar()

    /// Mainland China's of the years in the data file, which names its source.
    package static let china: HolidayCalendar = {
        let text = String(decoding: PackageResources.holidays_txt, as: UTF8.self)
        return (try? HolidayCalendar(text)) ?? .none
    }()

    private init() {}

    /// Whether both days and all between them are in years that are known.
    package func knows(from first: Int, to last: Int) -> Bool {
        guard let years else { return true }
        let (from, to) = (CivilDay(sinceEpoch: first).parts.year, CivilDay(sinceEpoch: max(first, last)).parts.year)
        return (from...to).allSatisfy(years.contains)
    }

    /// The days of one year alone.
    package func only(_ year: Int) -> HolidayCalendar {
        var part = HolidayCalendar()
        part.off = off.filter { CivilDay(sinceEpoch: $0).parts.year == year }
        part.work = work.filter { CivilDay(sinceEpoch: $0).parts.year == year }
        part.years = [year]
        return part
    }

    /// With these years' days in the place of those that were there.
    package func adding(_ other: HolidayCalendar) -> HolidayCalendar {
        guard let added = other.years else { return self }
        func isKept(_ day: Int) -> Bool { !added.contains(CivilDay(sinceEpoch: day).parts.year) }
        var sum = self
        sum.off = off.filter(isKept).union(other.off)
        sum.work = work.filter(isKept).union(other.work)
        sum.years = (years ?? []).union(added)
        return sum
    }
}

// MARK: - Reading

extension HolidayCalendar {
    /// What is wrong with a file of days, all of it.
    package struct Problems: Error, Equatable {
        /// `line 12: expected a day such as 2027-01-01, then off or work, then a name`
        package let lines: [String]
    }

    /// Reads `year 2027` and `2027-01-01 off New Year's Day` or `… work …`, a line each; `#` begins a remark.
    ///
    /// A year may have no day that is off; a day of a year that no line names is refused, for a year half known would
    /// pass for known.
    package init(_ text: String) throws(Problems) {
        var (problems, days): ([String], [(line: Int, year: Int)]) = ([], [])
        var found: Set<Int> = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            guard let first = words.first else { continue }
            let place = "line \(index + 1)"
            if first == "year", words.count == 2, let year = Int(words[1]), (1900...9999).contains(year) {
                if !found.insert(year).inserted { problems.append("\(place): the year \(year) is there twice") }
            } else if let day = CivilDay(first), words.count > 1, ["off", "work"].contains(words[1]) {
                days.append((index + 1, day.parts.year))
                let isNew = words[1] == "off" ? off.insert(day.sinceEpoch) : work.insert(day.sinceEpoch)
                if !isNew.inserted || off.contains(day.sinceEpoch) && work.contains(day.sinceEpoch) {
                    problems.append("\(place): \(first) is there twice")
                }
            } else {
                problems.append(
                    "\(place): expected a year such as 'year 2027', or a day such as '2027-01-01 off New Year's Day' or '2027-01-09 work New Year's Day'"
                )
            }
        }
        problems += days.filter { !found.contains($0.year) }.map {
            "line \($0.line): the year \($0.year) is not announced: a line 'year \($0.year)' is missing"
        }
        if found.isEmpty, problems.isEmpty { problems.append("there is no year in it") }
        guard problems.isEmpty else { throw Problems(lines: problems) }
        years = found
    }

    /// As it is stored; reads as the same again.
    package var description: String {
        let years = (years ?? []).sorted().map { "year \($0)" }
        let days = (off.map { ($0, "off") } + work.map { ($0, "work") }).sorted { $0.0 < $1.0 }
        return (years + days.map { "\(CivilDay(sinceEpoch: $0.0)) \($0.1)" }).joined(separator: "\n")
    }
}
