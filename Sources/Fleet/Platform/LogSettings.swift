package import Logging

/// What is logged, and how it looks.
package struct LogSettings: Sendable {
    /// Nothing below it is written.
    package let level: Logger.Level
    /// For people or for collectors.
    package let format: LogFormat

    init(_ reader: SettingsReader) {
        level = reader.choice("log.level", Logger.Level.info, "the least level that is written")
        format = reader.choice("log.format", LogFormat.text, "how lines look")
    }
}

/// How log lines look.
package enum LogFormat: String, CaseIterable, Sendable {
    /// For people at a terminal.
    case text
    /// One JSON object a line, for collectors.
    case json
}
