import Domain
import Foundation

/// Times as people in the territory read them.
struct LocalTimes {
    let zone: TimeZone

    /// `2026-03-02 07:00:05`; a dash for none.
    func text(_ date: Date?) -> String {
        guard let date else { return "–" }
        let local = Int(date.timeIntervalSince1970.rounded(.down)) + zone.secondsFromGMT(for: date)
        let day = Int((Double(local) / 86_400).rounded(.down))
        let (year, month, dayOfMonth) = CivilDay(sinceEpoch: day).parts
        let second = local - day * 86_400
        return String(
            format: "%04d-%02d-%02d %02d:%02d:%02d", year, month, dayOfMonth, second / 3600, second / 60 % 60,
            second % 60)
    }

    /// `3 s`, `4 min`, `2 h`, `5 d`: how long ago.
    static func age(_ date: Date?, at now: Date) -> String {
        guard let date else { return "–" }
        let seconds = now.timeIntervalSince(date)
        switch seconds {
        case ..<120: return "\(Int(max(0, seconds))) s"
        case ..<7200: return "\(Int(seconds / 60)) min"
        case ..<172_800: return "\(Int(seconds / 3600)) h"
        default: return "\(Int(seconds / 86_400)) d"
        }
    }
}
