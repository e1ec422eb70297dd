/// All series of one name: they share a kind.
struct MetricFamily {
    enum Kind: String { case counter, gauge, histogram }

    let kind: Kind
    /// By labels, already written as `a="1",b="2"`.
    var cells: [String: any MetricCell] = [:]

    /// The lines of the family, in Prometheus's text format 0.0.4.
    func exposition(name: String, help: String?) -> String {
        var lines = ""
        if let help { lines += "# HELP \(name) \(PrometheusText.help(help))\n" }
        lines += "# TYPE \(name) \(kind.rawValue)\n"
        for (labels, cell) in cells.sorted(by: { $0.key < $1.key }) {
            lines += Self.lines(name, labels, cell.reading)
        }
        return lines
    }

    private static func lines(_ name: String, _ labels: String, _ reading: MetricReading) -> String {
        switch reading {
        case .number(let value):
            return line(name, labels, value)
        case .histogram(let bounds, let counts, let sum):
            let prefix = labels.isEmpty ? "" : labels + ","
            var (text, total) = ("", 0)
            for (bound, count) in zip(bounds + [.infinity], counts) {
                total += count
                text += line(name + "_bucket", prefix + "le=\"\(PrometheusText.number(bound))\"", Double(total))
            }
            return text + line(name + "_sum", labels, sum) + line(name + "_count", labels, Double(total))
        }
    }

    private static func line(_ name: String, _ labels: String, _ value: Double) -> String {
        let labels = labels.isEmpty ? "" : "{\(labels)}"
        return "\(name)\(labels) \(PrometheusText.number(value))\n"
    }
}
