/// One rung of the retry ladder. Its name is part of a queue's name and of routing keys, so it is kept as written.
package struct RetryDelay: Hashable, Sendable {
    /// As in the topology: `5s`, `30m`.
    package let name: String
    /// How long a delivery stays there.
    package let duration: Duration

    /// Reads `5s`, `30m`, `2h`; nil if it is anything else or nothing at all.
    package init?(_ text: some StringProtocol) {
        guard let unit = text.last.flatMap({ Self.secondsOf[$0] }), let count = Int(text.dropLast()),
            (1...100_000).contains(count)
        else { return nil }
        self.name = String(text)
        self.duration = .seconds(count * unit)
    }

    /// Reads `5s,30s`; nil unless each is longer than the one before.
    package static func list(_ text: String) -> [RetryDelay]? {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let delays = parts.compactMap { RetryDelay($0.trimming(while: \.isWhitespace)) }
        let rises = zip(delays, delays.dropFirst()).allSatisfy { $0.duration < $1.duration }
        return delays.count == parts.count && rises ? delays : nil
    }

    private static let secondsOf: [Character: Int] = ["s": 1, "m": 60, "h": 3600]
}
