package import Domain

extension PostRole {
    /// The role by its name, or by its Chinese one.
    init?(word: String) {
        guard let role = Self.allCases.first(where: { $0.rawValue == word || $0.chinese == word }) else { return nil }
        self = role
    }

    /// 岗位名称. [domain.md, Vocabulary]
    package var chinese: String {
        switch self {
        case .unitLeader: "联户长"
        case .gridOfficer: "网格员"
        case .gridLeader: "网格长"
        case .gridInstructor: "网格指导员"
        case .newcomerLiaison: "新居民协管员"
        case .villageDuty: "村值班"
        case .centreDuty: "中心值班"
        case .districtDuty: "区县值班"
        case .mediator: "调解员"
        case .police: "民警"
        }
    }

    /// Where the post must be for a matter to find it; nil where any area will do.
    var level: AreaLevel? {
        switch self {
        case .unitLeader: .unit
        case .gridOfficer, .gridLeader: .grid
        case .villageDuty: .village
        case .centreDuty: .township
        case .districtDuty: .district
        case .gridInstructor, .newcomerLiaison, .mediator, .police: nil
        }
    }

    static var words: String { allCases.map { "\($0.rawValue) (\($0.chinese))" }.joined(separator: ", ") }
}
