import Foundation
import Logging

/// Turns what the program says into lines of text or JSON.
struct FleetLogHandler: LogHandler {
    let program: String
    let format: LogFormat
    let sink: LogSink
    let clock: @Sendable () -> Date
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(
        program: String, format: LogFormat, level: Logger.Level, sink: LogSink = .standardError,
        clock: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.program = program
        self.format = format
        self.sink = sink
        self.clock = clock
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadataProvider?.get() ?? [:]
        fields.merge(metadata) { _, ours in ours }
        fields.merge(event.metadata ?? [:]) { _, ours in ours }
        if let error = event.error { fields["error"] = "\(error)" }
        let line = LogLine(
            time: clock(), level: event.level, program: program, message: "\(event.message)",
            fields: fields.map { (name: $0.key, value: "\($0.value)") }.sorted { $0.name < $1.name })
        sink.write(line.formatted(as: format, coloured: sink.isTerminal))
    }
}
