/// How much hurry. Ordered: `.low < .emergency`.
package enum Severity: String, Sendable, CaseIterable, Comparable {
    case low, normal, urgent, emergency

    private var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    package static func < (left: Severity, right: Severity) -> Bool { left.order < right.order }
}
