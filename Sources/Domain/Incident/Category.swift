/// What a matter is about. [own, from the reports' matters; domain.md 1]
package enum Category: String, Sendable, CaseIterable {
    case dispute, security, fire, gas, publicHealth, environment, rental, floatingPopulation
    case care, petition, service, suddenEvent, other

    /// By its name, or as residents say it.
    package static func named(_ word: String) -> Category? {
        allCases.first { $0.rawValue == word || $0.chineseName == word }
    }

    /// Neighbours never read the text of these. [domain.md 2]
    package var isPrivate: Bool { self == .care || self == .dispute || self == .petition }

    /// As residents say it.
    package var chineseName: String {
        switch self {
        case .dispute: "矛盾纠纷"
        case .security: "治安"
        case .fire: "消防"
        case .gas: "燃气"
        case .publicHealth: "疫情"
        case .environment: "环境卫生"
        case .rental: "出租房屋"
        case .floatingPopulation: "流动人口"
        case .care: "特殊人群"
        case .petition: "信访"
        case .service: "便民代办"
        case .suddenEvent: "突发事件"
        case .other: "其他"
        }
    }
}
