/// Names and values as Prometheus's text exposition format 0.0.4 wants them
/// (prometheus.io, "Exposition formats", and "Metric names and labels" of its data model).
enum PrometheusText {
    /// Letters, digits, `_` and `:`, not beginning with a digit.
    static func metricName(_ label: String) -> String {
        name(label) { $0 == ":" }
    }

    /// As a metric's name, without colons. `le` belongs to histograms.
    static func labelName(_ label: String) -> String {
        let name = name(label) { _ in false }
        return name == "le" ? "le_" : name
    }

    /// `a="1",b="2"`, sorted, each name once: the last one given holds.
    static func labels(_ dimensions: [(String, String)]) -> String {
        let unique = Dictionary(dimensions.map { (labelName($0.0), $0.1) }) { _, last in last }
        return unique.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(labelValue($0.value))\"" }.joined(separator: ",")
    }

    static func help(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    /// Whole numbers without a fraction; the infinite and the undefined by the names that Go knows.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func labelValue(_ text: String) -> String {
        help(text).replacing("\"", with: "\\\"")
    }

    private static func name(_ label: String, allowing more: (Character) -> Bool) -> String {
        let letters = label.map { letter in
            let fits = letter.isASCII && (letter.isLetter || letter.isNumber) || letter == "_" || more(letter)
            return fits ? letter : "_"
        }
        return (letters.first?.isNumber ?? true ? "_" : "") + String(letters)
    }
}
