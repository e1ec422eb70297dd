/// How long is kept what is not kept for ever.
package struct RetentionSettings: Sendable {
    /// Days of the event log; `event_identity`, which recognises duplicates, is never dropped.
    package let eventLog: Int

    init(_ reader: SettingsReader) {
        eventLog = reader.integer("retention.eventLog", 90, in: 1...3650, "days of the event log that are kept")
    }
}
