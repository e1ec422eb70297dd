import Foundation

/// What `scripts/sanitize` asks of the tests: instrumented programs run several times slower.
package enum Patience {
    private static let environment = ProcessInfo.processInfo.environment

    /// By how much every deadline of a test is multiplied: `LIANHU_TEST_PATIENCE`, else 1.
    package static let factor = environment["LIANHU_TEST_PATIENCE"].flatMap(Double.init) ?? 1

    /// For the environment of programs that a test starts: where their sanitizer reports to, and that leaks are looked
    /// for in them; what the tests themselves leak is nobody's harm.
    package static let passedOn: [String: String] = {
        var options = environment.filter { $0.key.hasSuffix("SAN_OPTIONS") || $0.key == "SWIFT_BACKTRACE" }
        if let own = environment["LIANHU_TEST_ASAN_OPTIONS"] { options["ASAN_OPTIONS"] = own }
        return options
    }()
}

extension Duration {
    /// A deadline as long as this run needs it.
    package var patient: Duration { self * Patience.factor }
}
