import Events
import Foundation

/// What goes wrong on demand.
actor StandinCarrierFaults {
    private(set) var failRate: Double
    private var throttle: Int?
    private var refuse: String?
    private var dropAnswers: Int
    private(set) var smpp: StandinCarrierSMPPFaults
    private var second = 0
    private var takenThisSecond = 0

    init(_ options: StandinCarrierOptions) {
        failRate = options.failRate
        throttle = options.throttle
        refuse = options.refuse
        dropAnswers = options.dropAnswers
        smpp = options.smppFaults
    }

    /// Members that are there change something: `failRate`, `throttle`, `refuse`, `dropAnswers`, `smpp`; null ends it.
    func change(_ json: JSON) {
        if let value = json[key: "failRate"] { failRate = value.doubleValue ?? 0 }
        if let value = json[key: "throttle"] { throttle = value.intValue.map(Int.init) }
        if let value = json[key: "refuse"] { refuse = value.stringValue }
        if let value = json[key: "dropAnswers"] { dropAnswers = value.intValue.map(Int.init) ?? 0 }
        if let value = json[key: "smpp"] { smpp.change(value) }
    }

    /// What becomes of the next submit that nothing else is said against.
    func nextSubmit() -> StandinCarrierSMPPFaults.Submit { smpp.nextSubmit() }

    /// Whether this call is one that gets no answer.
    func dropsAnswer() -> Bool {
        guard dropAnswers > 0 else { return false }
        dropAnswers -= 1
        return true
    }

    func refuses(_ number: String) -> Bool {
        refuse.map { number.hasPrefix($0) } ?? false
    }

    /// Whether one more message may be taken in this second.
    func allows(at now: Date) -> Bool {
        guard let throttle else { return true }
        let current = Int(now.timeIntervalSince1970)
        if current != second { (second, takenThisSecond) = (current, 0) }
        takenThisSecond += 1
        return takenThisSecond <= throttle
    }
}
