import Foundation
import Logging

/// One record on its way to becoming a line.
struct LogLine {
    let time: Date
    let level: Logger.Level
    let program: String
    let message: String
    /// Sorted by name, so that lines compare.
    let fields: [(name: String, value: String)]

    func formatted(as format: LogFormat, coloured: Bool) -> String {
        switch format {
        case .text: text(coloured: coloured)
        case .json: json
        }
    }

    private var stamp: String {
        time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    private func text(coloured: Bool) -> String {
        let (start, end) = coloured ? (colour, "\u{1B}[0m") : ("", "")
        let name = level.rawValue.uppercased().padding(toLength: 8, withPad: " ", startingAt: 0)
        var line = "\(stamp) \(start)\(name)\(end) \(program) \(Self.escaped(message))"
        for field in fields { line += " \(field.name)=\(Self.quoted(field.value))" }
        return line + "\n"
    }

    private var json: String {
        let fixed = [("time", stamp), ("level", level.rawValue), ("program", program), ("message", message)]
        let taken = Set(fixed.map(\.0))
        let rest = fields.map { (taken.contains($0.name) ? $0.name + "_" : $0.name, $0.value) }
        let members = (fixed + rest).map { "\(Self.jsonText($0.0)):\(Self.jsonText($0.1))" }
        return "{" + members.joined(separator: ",") + "}\n"
    }

    private var colour: String {
        switch level {
        case .critical, .error: "\u{1B}[31m"
        case .warning: "\u{1B}[33m"
        case .notice, .info: "\u{1B}[32m"
        case .debug, .trace: "\u{1B}[2m"
        }
    }
}

extension LogLine {
    /// A value that cannot be mistaken for two: quoted where it holds a blank or a quote.
    private static func quoted(_ value: String) -> String {
        let plain = !value.isEmpty && !value.contains { $0.isWhitespace || $0 == "\"" || $0 == "=" }
        return plain ? escaped(value) : jsonText(value)
    }

    /// Control characters made visible: what came from outside must not begin a line of its own or steer a terminal.
    private static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return text.unicodeScalars.map { isControl($0) ? escape($0) : String($0) }.joined()
    }

    /// A JSON string, RFC 8259 section 7.
    private static func jsonText(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where isControl(scalar): result += escape(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\t": "\\t"
        case "\r": "\\r"
        default:
            "\\u" + String(repeating: "0", count: 4 - String(scalar.value, radix: 16).count)
                + String(scalar.value, radix: 16)
        }
    }
}
